"""Who signs the cards of the current co-op, and what goes between it and a federation that does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from credentials.models import Accreditation, IssuedBy
from credentials.planning import Plan
from tenants import scope
from tenants.models import Cooperative


@dataclass(frozen=True)
class Asked:
    """What a co-op asks a federation to sign: values only, as planned, but for issuer and place."""

    order: UUID
    home: UUID
    issuer: UUID
    at: datetime
    card_code: str
    plan: Plan


@dataclass(frozen=True)
class Signed:
    """What comes back."""

    issuer: str
    document: str
    compact: bytes
    position: int


def running() -> IssuedBy | None:
    """The federation that signs for the current co-op; None where it signs itself."""
    return IssuedBy.objects.filter(until=None).select_related("issuer", "by__user").first()


def possible() -> list[Cooperative]:
    """The federations of this portal whose accreditation in force lets them sign for the current co-op."""
    words = Accreditation.objects.filter(
        applicant_id=scope.current().cooperative_id,
        state=Accreditation.State.IN_FORCE,
        body_may_issue=True,
    ).exclude(document="")
    suspended = {Cooperative.State.SUSPENDED, Cooperative.State.CLOSED}
    return [
        row.body
        for row in words.select_related("body")
        if row.body.state not in suspended and row.days_left() >= 0
    ]


def called(name: str, word: Accreditation) -> str:
    """By the co-op's own name where the accreditation knows it, else by one that it does."""
    known = [each for each in (word.trading_name, word.legal_name) if each]
    return name if name in known else known[0]
