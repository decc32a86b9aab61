"""Verifying: every check by name, with its outcome: https://www.w3.org/TR/vc-data-model-2.0/#verification.

Nothing here raises for what a stranger wrote. What could not be asked is *not checked*, never *passed*; and
nothing is fetched on behalf of a document before what it says of itself holds: form and context before the
issuer's keys, a true signature before its status lists.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from credentials.core import definition
from credentials.core.authority import AccreditationReader, check_authority, home_of
from credentials.core.checks import (
    LEEWAY,
    Signed,
    check_dates,
    check_form,
    check_proofs,
    issuer_named,
)
from credentials.core.credential import check_membership
from credentials.core.data_integrity.options import Expected, is_for
from credentials.core.data_integrity.proof import verify_proof
from credentials.core.errors import CoreError, CredentialError
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
from credentials.core.types import JSON, Did, Document, FetchLinked, FetchStatus, Resolve

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
    fetch_linked: FetchLinked | None = None,
    policy: Policy = GENERAL,
    lists: ListReader | None = None,
    covered_by: Did = "",
) -> Report:
    """Make every check that the policy asks for. ``lists`` may be shared between many credentials.

    Whether the issuer of a card may speak for its co-op is asked with ``fetch_linked``, and only where they
    are not the same. ``covered_by`` is who signed the presentation that holds it: a credential of theirs
    needs no proof of its own.
    """
    given = _document(document)
    if isinstance(document, dict):
        document = definition.in_shared_words(document)
    asked = careful(resolve)
    reader = lists or ListReader(now=now, resolve=asked, fetch_status=fetch_status)
    form, context = check_form(document, ours=check_membership if policy is RECOGNITION else None)
    whole, name = _document(document), issuer_named(document)
    if covered_by and name == covered_by and _is_covered(whole, form, context):
        signed = Signed(passed("issuer"), passed("signature"))
    else:
        signed = check_proofs(document, form, context, now=now, resolve=asked)
    genuine = signed.signature.outcome is PASSED
    accreditations = AccreditationReader(now, asked, fetch_linked, reader)
    authority = check_authority(whole, name, accreditations if genuine else None)
    genuineness = (form, context, signed.issuer, signed.signature)
    statuses = list(
        check_statuses(
            whole.get("credentialStatus"),
            name,
            required=policy is RECOGNITION,
            reader=reader if genuine else None,
        )
    )
    checks = (*genuineness, *authority, check_dates(document, now), *statuses)
    return Report(checks, name, standing_of(statuses), given, home_of(whole), signed.proofs)


def _is_covered(document: Document, form: Check, context: Check) -> bool:
    sound = form.outcome is PASSED and context.outcome is PASSED
    return sound and "proof" not in document


def verify_presentation(
    document: JSON,
    *,
    now: datetime,
    resolve: Resolve,
    fetch_status: FetchStatus,
    challenge: str,
    domain: str,
    fetch_linked: FetchLinked | None = None,
) -> Report:
    """Verify an answer: the card in it, who signed the answer, for which question and for whom.

    The card must be one that is recognised, and the signer its issuer or the co-op whose member it is about:
    whether the one speaks for the other is a check of its own. Spending the question is the caller's affair.
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
        credential,
        now=now,
        resolve=asked,
        fetch_status=fetch_status,
        fetch_linked=fetch_linked,
        policy=RECOGNITION,
    )
    proof = document.get("proof")
    made: Document = proof if isinstance(proof, dict) else {}
    checks = (
        _check_answer(document, card, now=now, resolve=asked),
        _check_challenge(made, challenge, now),
        _check_audience(made, domain),
    )
    return replace(card, checks=(*card.checks, *checks))


def _check_answer(document: Document, card: Report, *, now: datetime, resolve: Resolve) -> Check:
    name = "presentation_signature"
    if card.outcome("signature") is not PASSED:
        return skipped(name)

    def signed() -> None:
        expected = Expected(purpose=PURPOSE)
        signer = verify_proof(document, resolve=resolve, now=now, expected=expected)
        if signer not in {card.issuer, card.home} or document.get("holder") != signer:
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
        if not is_for(proof, domain):
            raise CredentialError("wrong_audience", "The answer was made for somebody else.")

    return tried("audience", fits)


def _document(document: JSON) -> Document:
    return document if isinstance(document, dict) else {}
