"""The checks that any signed credential goes through: form, meaning, signature, dates.

https://www.w3.org/TR/vc-data-model-2.0/#verification. What else is asked of a card or of an accreditation is
said where it is verified.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.core import definition
from credentials.core.canonical.safe import check_safely, safe_values
from credentials.core.credential import check_credential, issuer_of, period_of
from credentials.core.data_integrity.proof import ProofOutcome, first_wrong, verify_proofs
from credentials.core.errors import CoreError, CredentialError, DidError, UnreachableError
from credentials.core.lists import careful
from credentials.core.report import PASSED, Check, passed, refused, skipped, tried
from credentials.core.times import LEEWAY
from credentials.core.types import JSON, Did, Document, Resolve

__all__ = [
    "LEEWAY",
    "Signed",
    "check_dates",
    "check_form",
    "check_proofs",
    "check_signature",
    "issuer_named",
]


def check_form(
    document: JSON, *, ours: Callable[[Document], None] | None = None
) -> tuple[Check, Check]:
    """Form and meaning. ``ours`` is what a document of our own definition must be besides."""
    values = safe_values(document)
    known = values is not None

    def has_form() -> None:
        check_credential(document, checked=known)
        if ours is not None:
            ours(document)

    def has_meaning() -> None:
        if not isinstance(document, dict):
            raise CredentialError("bad_context", "The document is not written in data model 2.0.")
        if not known:
            check_safely(document)
        if ours is not None and not definition.is_recognised(document.get("@context")):
            raise CredentialError("unknown_definition", "The card is written in words of others.")
        if not _is_said_once(document, values) and _names_itself(document):
            raise CredentialError("unsafe_form", "A part of the document hides what it means.")

    return tried("form", has_form), tried("context", has_meaning)


def _is_said_once(document: Document, values: Sequence[JSON] | None) -> bool:
    """Whether the identifier of the whole is certainly no other value in it."""
    return values is not None and "id" in document and values.count(document["id"]) == 1


def _names_itself(document: Document) -> bool:
    """Whether a part carries the identifier of the whole, and could hide a statement about it."""
    if "id" not in document:
        return False
    own = document["id"]
    parts: list[JSON] = [{name: item for name, item in document.items() if name != "@context"}]
    for place, part in enumerate(parts):
        named = isinstance(part, dict)
        if named and place and part.get("id") == own and len(part) > 1:
            return True
        inner = part.values() if named else part
        parts += [item for item in inner if isinstance(item, (dict, list))]
    return False


@dataclass(frozen=True)
class Signed:
    """Who signed: the two checks, and what became of each proof where the proofs were looked at."""

    issuer: Check
    signature: Check
    proofs: tuple[ProofOutcome, ...] = ()


def check_signature(
    document: JSON, form: Check, context: Check, *, now: datetime, resolve: Resolve
) -> tuple[Check, Check]:
    """The two checks of ``check_proofs``."""
    signed = check_proofs(document, form, context, now=now, resolve=resolve)
    return signed.issuer, signed.signature


def check_proofs(
    document: JSON, form: Check, context: Check, *, now: datetime, resolve: Resolve
) -> Signed:
    """Whose key signed it, and whether every proof holds; not looked at where the form does not hold.

    Others may sign besides the issuer, never instead (VC-DI §2.1.1, VCDM §4.6).
    """
    if form.outcome is not PASSED or context.outcome is not PASSED:
        return Signed(skipped("issuer"), skipped("signature"))
    try:
        proofs = verify_proofs(document, resolve=careful(resolve), now=now)
    except CoreError as error:
        return Signed(skipped("issuer"), refused("signature", error))
    wrong = first_wrong(proofs)
    if isinstance(wrong, DidError | UnreachableError):
        return Signed(refused("issuer", wrong), skipped("signature"), proofs)
    if wrong is not None:
        return Signed(skipped("issuer"), refused("signature", wrong), proofs)
    if issuer_of(document) not in {proof.signer for proof in proofs}:
        mismatch = CredentialError("issuer_mismatch", "It was signed by somebody else.")
        return Signed(refused("issuer", mismatch), skipped("signature"), proofs)
    return Signed(passed("issuer"), passed("signature"), proofs)


def check_dates(document: JSON, now: datetime) -> Check:
    """Whether it holds at this moment."""
    if not isinstance(document, dict):
        return skipped("dates")

    def hold() -> None:
        start, end = period_of(document)
        if start is not None and start > now + LEEWAY:
            raise CredentialError("not_yet_valid", "It is not valid yet.")
        if end is not None and end <= now:
            raise CredentialError("expired", "It has expired.")

    return tried("dates", hold)


def issuer_named(document: JSON) -> Did:
    """The issuer that a document names; empty where it names none."""
    try:
        return issuer_of(document) if isinstance(document, dict) else ""
    except CoreError:
        return ""
