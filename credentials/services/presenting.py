"""Ask a holder for a card, for one purpose, once: a question with a nonce, and its one answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core import jws
from credentials.core.encoding import parse_json
from credentials.core.errors import EncodingError
from credentials.core.presentation import build_presentation
from credentials.core.report import Report
from credentials.core.types import Document
from credentials.core.verification import PASSED, verify_presentation
from credentials.errors import NotPresentableError, RequestSpentError, UnreadableError
from credentials.models import Credential, Presentation, PresentationRequest, SigningKey
from credentials.resolving import PARTNER
from tenants import scope
from tenants.models import Cooperative, Locator
from tenants.secrets import digest, new_token

# Time to sign in at home and to read what will be shared. The answer itself lives for a minute.
TIME_TO_ANSWER: Final = timedelta(minutes=15)
LIVE: Final = "live"
MOST_OF_A_DID: Final = 300
# What must hold for a card to be its member's own, shown now. Dates and standing are for whoever decides.
MAKE_GENUINE: Final = (
    "form",
    "context",
    "issuer",
    "signature",
    "authority",
    "presentation_signature",
    "challenge",
    "audience",
)


@dataclass(frozen=True)
class Checked:
    """An answer whose documents were read and signatures verified; its question is yet to be spent."""

    nonce: str
    audience: str
    report: Report

    @property
    def genuine(self) -> bool:
        return all(self.report.outcome(name) is PASSED for name in MAKE_GENUINE)


@dataclass(frozen=True)
class Received:
    """What verifying an answer established: the card as signed, and what its home publishes now."""

    card: Mapping[str, Any]
    genuine: bool
    standing: str
    presentation: UUID | None = None


def can_present() -> bool:
    """Whether the current co-op can answer for its members, and give visitors a card. No page offers else."""
    return SigningKey.objects.filter(state=SigningKey.State.ACTIVE).exists()


def present_card(credential: Credential, *, nonce: str, audience: str) -> str:
    """The home's signed answer for its signed-in member, for one question and one audience.

    The caller knows that the card is this member's. Raises NotPresentableError for a card that was
    replaced or has not passed its check, and while the home is suspended; NoSigningKeyError.
    """
    here = Cooperative.objects.get(pk=scope.current().cooperative_id)
    released = Credential.objects.filter(pk=credential.pk, superseded_at=None)
    current = released.exclude(checked_at=None).first()
    if current is None or here.state == Cooperative.State.SUSPENDED:
        raise NotPresentableError
    answer = build_presentation(
        json.loads(current.document),
        holder=here.did,
        signer=keystore.signer_of(keystore.key_in_use()),
        challenge=nonce,
        domain=audience,
        created=timezone.now(),
    )
    return publishing.as_text(answer)


def sign_statement(payload: Document, *, typ: str) -> str:
    """A statement of the current co-op's, by the key that is in use. Raises NoSigningKeyError."""
    return jws.sign(payload, keystore.signer_of(keystore.key_in_use()), typ=typ)


def check_answer(asked: PresentationRequest, answer: str) -> Checked:
    """Verify an answer. Outside any transaction: the home may be far away and slow. Nothing is spent yet.

    Raises UnreadableError for what is no answer at all, RequestSpentError for one to another question
    or by somebody who was too late; for those nobody is asked.
    """
    try:
        document = parse_json(answer)
    except EncodingError:
        raise UnreadableError from None
    proof = document.get("proof") if isinstance(document, dict) else None
    made: Mapping[str, Any] = proof if isinstance(proof, dict) else {}
    nonce, audience = made.get("challenge"), made.get("domain")
    if (nonce, audience) != (asked.nonce, asked.audience) or not _is_open(asked):
        raise RequestSpentError
    report = verify_presentation(
        document,
        now=timezone.now(),
        resolve=PARTNER.resolve,
        fetch_status=PARTNER.fetch_status,
        fetch_linked=PARTNER.fetch_linked,
        challenge=asked.nonce,
        domain=asked.audience,
    )
    return Checked(nonce=asked.nonce, audience=asked.audience, report=report)


@transaction.atomic
def receive_presentation(asked: PresentationRequest, checked: Checked) -> Received:
    """Spend the question by a checked answer, in the caller's transaction. The card is not kept.

    Raises RequestSpentError for a question that was answered, is too old, or is not the one that this
    answers.
    """
    spend_request(asked, nonce=checked.nonce, audience=checked.audience)
    report = checked.report
    genuine = checked.genuine
    kept = Presentation.objects.create(
        request=asked,
        evidence_level=LIVE,
        accepted=report.ok,
        issuer_did=report.issuer[:MOST_OF_A_DID] if genuine else "",
        report=[
            {"check": check.name, "outcome": check.outcome.value, "code": check.code}
            for check in report.checks
        ],
    )
    return Received(report.document, genuine, report.standing, kept.code)


def _is_open(asked: PresentationRequest) -> bool:
    now = timezone.now()
    rows = PresentationRequest.objects.filter(pk=asked.pk, answered_at=None, expires_at__gt=now)
    return rows.exists()


@transaction.atomic
def request_presentation(
    *, audience: str, purpose: str, about: UUID | None = None
) -> PresentationRequest:
    """Ask within the current co-op; `audience` is the DID that the answer must be made for."""
    asked = PresentationRequest.objects.create(
        nonce=new_token(),
        audience=audience,
        purpose=purpose,
        about=about,
        expires_at=timezone.now() + TIME_TO_ANSWER,
    )
    Locator.objects.create(
        kind=Locator.Kind.REQUEST,
        digest=digest("request", str(asked.code)),
        cooperative_id=scope.current().cooperative_id,
        target=asked.code,
    )
    return asked


@transaction.atomic
def spend_request(asked: PresentationRequest, *, nonce: str, audience: str) -> None:
    """Use up a question by the answer's own nonce and audience: one answer wins, ever.

    Raises RequestSpentError for an answered or expired one, and for an answer meant for another.
    """
    now = timezone.now()
    changed = PresentationRequest.objects.filter(
        pk=asked.pk, nonce=nonce, audience=audience, answered_at=None, expires_at__gt=now
    ).update(answered_at=now)
    if not changed:
        raise RequestSpentError
