"""What is recorded of co-ops' first steps: counts and moments, never a person.

Each read is narrowed to the co-ops that are asked about. Within one co-op it sees that one; the
operator's pages ask through the door in `coopportal.network.counting`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet
from django.utils import timezone

from benefits.models import (
    Acceptance,
    Agreement,
    AgreementParty,
    AgreementVersion,
    Grant,
    Redemption,
)
from coopportal import presets
from credentials.models import Accreditation, Credential
from tenants.models import Application, Bylaws, Cooperative, Event, MembershipClass

WEEK: Final = timedelta(days=7)
# What shows that people use it: somebody asks, decides, gets a card, is recognised.
USE: Final = (
    "ApplicationSubmitted",
    "ApplicationApproved",
    "ApplicationDeclined",
    "MembershipStarted",
    "CredentialIssued",
    "AgreementAccepted",
    "BenefitGranted",
    "BenefitUsed",
)
DEFAULT_COLOUR: Final = Cooperative().colour
ONCE_AGREED: Final = (Agreement.State.IN_FORCE, Agreement.State.ENDED)


@dataclass
class Facts:
    """One co-op: when each thing happened for the first time, and what is open."""

    cooperative: Cooperative
    described: datetime | None = None
    rules: datetime | None = None
    classes: int = 0
    accredited: datetime | None = None
    bodies_asked: list[str] = field(default_factory=list)
    suspended_by: list[str] = field(default_factory=list)
    asked: datetime | None = None
    agreed: datetime | None = None
    proposals_in: int = 0
    proposals_out: int = 0
    proposed: datetime | None = None
    carded: datetime | None = None
    applications: int = 0
    granted: datetime | None = None
    given: datetime | None = None
    used: datetime | None = None


def of(cooperatives: Iterable[Cooperative]) -> list[Facts]:
    """In the order they came."""
    found = {each.pk: Facts(each) for each in cooperatives}
    keys = list(found)
    for name, read in READS.items():
        for key, value in read(keys).items():
            setattr(found[key], name, value)
    for each in found.values():
        each.described = each.described or _described_at_opening(each.cooperative)
    _add_agreements(found)
    _add_accreditations(found)
    return list(found.values())


def _each(rows: QuerySet[Any], keys: list[UUID], what: Any) -> dict[UUID, Any]:
    chosen = rows.filter(cooperative__in=keys).order_by()
    return dict(chosen.values_list("cooperative").annotate(found=what))


READS: Final[dict[str, Any]] = {
    "described": lambda keys: _each(
        Event.objects.filter(name="CooperativeDescribed"), keys, Min("at")
    ),
    "rules": lambda keys: _each(
        Bylaws.objects.exclude(text=str(presets.BYLAWS)), keys, Min("published_at")
    ),
    "classes": lambda keys: _each(
        MembershipClass.objects.filter(open_to_applicants=True, visiting=False), keys, Count("pk")
    ),
    "carded": lambda keys: _each(Credential.objects.all(), keys, Min("issued_at")),
    "applications": lambda keys: _each(
        Application.objects.filter(state__in=Application.OPEN), keys, Count("pk")
    ),
    "granted": lambda keys: _each(Grant.objects.all(), keys, Min("granted_at")),
    "given": lambda keys: _each(
        Redemption.objects.filter(undone_at=None, voided_at=None), keys, Min("at")
    ),
    "used": lambda keys: _each(Event.objects.filter(name__in=USE), keys, Max("at")),
}


def _described_at_opening(cooperative: Cooperative) -> datetime | None:
    own = cooperative.colour.lower() != str(DEFAULT_COLOUR).lower()
    return cooperative.opened_at if own and cooperative.about else None


def _add_agreements(found: dict[UUID, Facts]) -> None:
    """An agreement counts once two have signed it: not our own word alone, nor a network with nobody in it."""
    parties = AgreementParty.everyone.filter(cooperative__in=found).select_related("agreement")
    mine = list(parties.order_by("pk"))
    about = [each.agreement_id for each in mine]
    versions = AgreementVersion.objects.filter(agreement__in=about).order_by()
    agreed = dict(
        versions.exclude(agreed_at=None).values_list("agreement").annotate(found=Min("agreed_at"))
    )
    asked = dict(
        versions.filter(state=AgreementVersion.State.PROPOSED).values_list(
            "agreement", "proposed_by"
        )
    )
    signed = Acceptance.objects.filter(version__agreement__in=about).order_by()
    signatures = Count("party__did", distinct=True)
    sides = dict(signed.values_list("version__agreement").annotate(found=signatures))
    for party in mine:
        facts, number = found[party.cooperative_id or UUID(int=0)], party.agreement_id
        if party.agreement.state in ONCE_AGREED and number in agreed and sides.get(number, 0) > 1:
            at = max(agreed[number], party.joined_at)
            facts.agreed = min(facts.agreed or at, at)
        elif party.agreement.state == Agreement.State.PROPOSED:
            ours = asked.get(number) == party.did
            facts.proposals_out += ours
            facts.proposals_in += not ours
            since = party.agreement.created_at
            facts.proposed = min(facts.proposed or since, since)


def _add_accreditations(found: dict[UUID, Facts]) -> None:
    """In force counts; what lapsed or was taken back does not any more."""
    rows = Accreditation.objects.filter(applicant__in=found).select_related("body")
    for row in rows.order_by("pk"):
        facts = found[row.applicant_id]
        if row.state == Accreditation.State.IN_FORCE and row.since is not None:
            at = timezone.make_aware(datetime.combine(row.since, time.min))
            facts.accredited = min(facts.accredited or at, at)
        elif row.state == Accreditation.State.SUSPENDED:
            facts.suspended_by.append(row.body.name)
        elif row.is_open:
            facts.bodies_asked.append(row.body.name)
            facts.asked = min(facts.asked or row.asked_at, row.asked_at)
