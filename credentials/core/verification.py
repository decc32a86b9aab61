"""Verifying: every check by name, with its outcome: https://www.w3.org/TR/vc-data-model-2.0/#verification.

Nothing here raises for what a stranger wrote. What could not be asked is *not checked*, never *passed*; and
nothing is fetched on behalf of a document before what it says of itself holds: form and context before the
issuer's keys, a true signature before its status lists.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from credentials.core import definition
from credentials.core.canonical.jsonld import check_document
from credentials.core.credential import check_credential, check_membership, issuer_of, period_of
from credentials.core.data_integrity.proof import Expected, verify_proof
from credentials.core.errors import CoreError, CredentialError, DidError, UnreachableError
from credentials.core.lists import ListReader, careful, check_statuses, standing_of
from credentials.core.presentation import PURPOSE, credential_in
from credentials.core.report import (
    FAILED,
    NOT_CHECKED,
    PASSED,
    Check,
    Outcome,
    Report,
    Standing,
    passed,
    refused,
    skipped,
    tried,
)
from credentials.core.times import parse_time
from credentials.core.types import JSON, Did, Document, FetchStatus, Resolve

__all__ = [
    "FAILED",
    "GENERAL",
    "NOT_CHECKED",
    "PASSED",
    "RECOGNITION",
    "Check",
    "ListReader",
    "Outcome",
    "Policy",
    "Report",
    "Standing",
    "verify_credential",
    "verify_presentation",
]

LEEWAY: Final = timedelta(seconds=60)
LIFE_OF_AN_ANSWER: Final = timedelta(seconds=60)


class Policy(Enum):
    """What is accepted: anybody's credential, or exactly the membership card as we define it."""

    GENERAL = "general"
    RECOGNITION = "recognition"


GENERAL, RECOGNITION = Policy.GENERAL, Policy.RECOGNITION


def verify_credential(
    document: JSON,
    *,
    now: datetime,
    resolve: Resolve,
    fetch_status: FetchStatus,
    policy: Policy = GENERAL,
    lists: ListReader | None = None,
) -> Report:
    """Make every check that the policy asks for. ``lists`` may be shared between many credentials."""
    reader = lists or ListReader(now=now, resolve=resolve, fetch_status=fetch_status)
    form, context = _check_form(document, policy)
    issuer, signature = _check_signature(document, form, context, now=now, resolve=resolve)
    checks = [form, context, issuer, signature, _check_dates(document, now)]
    genuine = signature.outcome is PASSED
    whole, name = _document(document), _issuer_named(document)
    statuses = list(
        check_statuses(
            whole.get("credentialStatus"),
            name,
            required=policy is RECOGNITION,
            reader=reader if genuine else None,
        )
    )
    return Report((*checks, *statuses), name, standing_of(statuses), whole)


def verify_presentation(
    document: JSON,
    *,
    now: datetime,
    resolve: Resolve,
    fetch_status: FetchStatus,
    challenge: str,
    domain: str,
    policy: Policy = RECOGNITION,
) -> Report:
    """Verify an answer: the card in it, who signed the answer, for which question and for whom.

    The signer must be the issuer of the card. Spending the question is the caller's affair.
    """
    asked = careful(resolve)
    try:
        credential = credential_in(document)
    except CoreError as error:
        names = ("presentation_signature", "challenge", "audience")
        return Report(
            (refused("form", error), *map(skipped, names)), "", "unknown", _document(document)
        )
    card = verify_credential(
        credential, now=now, resolve=asked, fetch_status=fetch_status, policy=policy
    )
    proof = document.get("proof")
    made: Document = proof if isinstance(proof, dict) else {}
    checks = (
        _check_answer(document, card, now=now, resolve=asked),
        _check_challenge(made, challenge, now),
        _check_audience(made, domain),
    )
    return Report((*card.checks, *checks), card.issuer, card.standing, card.document)


def _check_form(document: JSON, policy: Policy) -> tuple[Check, Check]:
    def has_form() -> None:
        check_credential(document)
        if policy is RECOGNITION:
            check_membership(document)

    def has_meaning() -> None:
        if not isinstance(document, dict):
            raise CredentialError("bad_context", "The document is not written in data model 2.0.")
        check_document(document)
        if policy is RECOGNITION and not definition.is_recognised(document.get("@context")):
            raise CredentialError("unknown_definition", "The card is written in words of others.")
        if _names_itself(document):
            raise CredentialError("unsafe_form", "A part of the document hides what it means.")

    return tried("form", has_form), tried("context", has_meaning)


def _names_itself(document: Document) -> bool:
    """Whether a part carries the identifier of the whole, and could hide a statement about it."""
    waiting: list[JSON] = [item for name, item in document.items() if name != "@context"]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if "id" in document and item.get("id") == document["id"] and len(item) > 1:
                return True
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return False


def _check_signature(
    document: JSON, form: Check, context: Check, *, now: datetime, resolve: Resolve
) -> tuple[Check, Check]:
    if form.outcome is not PASSED or context.outcome is not PASSED:
        return skipped("issuer"), skipped("signature")
    try:
        signer = verify_proof(document, resolve=careful(resolve), now=now)
    except (DidError, UnreachableError) as error:
        return refused("issuer", error), skipped("signature")
    except CoreError as error:
        return skipped("issuer"), refused("signature", error)
    if signer != issuer_of(document):
        mismatch = CredentialError("issuer_mismatch", "It was signed by somebody else.")
        return refused("issuer", mismatch), skipped("signature")
    return passed("issuer"), passed("signature")


def _check_dates(document: JSON, now: datetime) -> Check:
    if not isinstance(document, dict):
        return skipped("dates")

    def hold() -> None:
        start, end = period_of(document)
        if start is not None and start > now + LEEWAY:
            raise CredentialError("not_yet_valid", "It is not valid yet.")
        if end is not None and end <= now:
            raise CredentialError("expired", "It has expired.")

    return tried("dates", hold)


def _check_answer(document: Document, card: Report, *, now: datetime, resolve: Resolve) -> Check:
    name = "presentation_signature"
    if card.outcome("signature") is not PASSED:
        return skipped(name)

    def signed() -> None:
        expected = Expected(purpose=PURPOSE)
        signer = verify_proof(document, resolve=resolve, now=now, expected=expected)
        if signer != card.issuer or document.get("holder") != signer:
            raise CredentialError("signer_mismatch", "The answer was signed by somebody else.")

    return tried(name, signed)


def _check_challenge(proof: Document, challenge: str, now: datetime) -> Check:
    def fits() -> None:
        if proof.get("challenge") != challenge:
            raise CredentialError("wrong_challenge", "The answer is to another question.")
        created = parse_time(proof.get("created"))
        if not now - LIFE_OF_AN_ANSWER - LEEWAY <= created <= now + LEEWAY:
            raise CredentialError("stale_answer", "The answer was not made just now.")

    return tried("challenge", fits)


def _check_audience(proof: Document, domain: str) -> Check:
    def fits() -> None:
        if proof.get("domain") != domain:
            raise CredentialError("wrong_audience", "The answer was made for somebody else.")

    return tried("audience", fits)


def _issuer_named(document: JSON) -> Did:
    try:
        return issuer_of(document) if isinstance(document, dict) else ""
    except CoreError:
        return ""


def _document(document: JSON) -> Document:
    return document if isinstance(document, dict) else {}
