"""The one door of the operator's pages to the rows of all co-ops: what comes out is counts and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import ExtractMonth
from django.utils import timezone

from benefits.desk.reasons import KINDS, YES, Reason
from benefits.models import (
    AgreementParty,
    AgreementVersion,
    Decision,
    Desk,
    DeskCheck,
    Grant,
    Redemption,
)
from coopportal.onboarding import facts
from coopportal.onboarding.facts import Facts
from credentials.models import Accreditation, Credential, Presentation
from tenants.everywhere import across_cooperatives
from tenants.models import Application, Cooperative, Event, Membership

REASON = "Whoever looks after the network sees how many there are at each co-op, not who."


def first_steps(cooperatives: Iterable[Cooperative]) -> list[Facts]:
    """How far each has come."""
    with across_cooperatives(REASON):
        return facts.of(cooperatives)


def members(keys: list[UUID]) -> dict[UUID, int]:
    with across_cooperatives(REASON):
        return _each(
            Membership.objects.filter(cooperative__in=keys).exclude(
                standing=Membership.Standing.ENDED
            ),
            Count("member", distinct=True),
        )


def applications(keys: list[UUID]) -> dict[UUID, int]:
    """Those that wait for an answer."""
    with across_cooperatives(REASON):
        return _each(
            Application.objects.filter(cooperative__in=keys, state__in=Application.OPEN),
            Count("pk"),
        )


def last_events(keys: list[UUID]) -> dict[UUID, datetime]:
    with across_cooperatives(REASON):
        return _each(Event.objects.filter(cooperative__in=keys), Max("at"))


Between = dict[tuple[UUID, str], tuple[str, int]]


def visits(hosts: list[UUID]) -> Between:
    """By host and the home's DID: the home's name as the card gave it, and how many visits."""
    with across_cooperatives(REASON):
        return _between(Grant.objects.filter(cooperative__in=hosts))


def uses_between(hosts: list[UUID]) -> Between:
    """The same for everything else that was given, and not taken back."""
    with across_cooperatives(REASON):
        rows = Redemption.objects.filter(cooperative__in=hosts, undone_at=None, voided_at=None)
        return _between(rows.exclude(kind=Redemption.Kind.VISITING_MEMBERSHIP))


def _between(rows: QuerySet[Any]) -> Between:
    counted = rows.order_by().values_list("cooperative", "issuer_did")
    found = counted.annotate(name=Max("issuer_name"), found=Count("pk"))
    return {(host, did): (name, count) for host, did, name, count in found}


def months(keys: list[UUID], year: int) -> dict[str, Counter[int]]:
    """Of one year: how many agreements, first cards and visits there were in each month."""
    with across_cooperatives(REASON):
        # What was answered with other terms is agreed by a later version than the first.
        versions = AgreementVersion.objects.order_by().values("agreement")
        agreements = versions.annotate(first=Min("agreed_at")).filter(first__year=year)
        parties = AgreementParty.everyone.filter(cooperative__in=keys).values("agreement")
        cards = Credential.objects.filter(cooperative__in=keys, issued_at__year=year, generation=1)
        grants = Grant.objects.filter(cooperative__in=keys, granted_at__year=year)
        return {
            "agreements": _first_by_month(agreements.filter(agreement__in=parties)),
            "cards": _by_month(cards, "issued_at"),
            "visits": _by_month(grants, "granted_at"),
        }


def cards(keys: list[UUID]) -> int:
    with across_cooperatives(REASON):
        return Credential.objects.filter(cooperative__in=keys).count()


def presentations(keys: list[UUID]) -> int:
    """Live answers that these hosts received."""
    with across_cooperatives(REASON):
        return Presentation.objects.filter(cooperative__in=keys).count()


def refusals(keys: list[UUID]) -> dict[str, int]:
    """Of visits, by the code of the reason."""
    with across_cooperatives(REASON):
        return _by(_refused(keys).filter(benefit=""), "reason")


def refusals_of(keys: list[UUID], gifts: set[tuple[UUID, str]]) -> Counter[str]:
    """Of what agreements give, each known by its agreement and its id there."""
    with across_cooperatives(REASON):
        rows = _refused(keys).filter(benefit__in={benefit for _agreement, benefit in gifts})
        counted = rows.order_by().values_list("agreement", "benefit", "reason")
        found: Counter[str] = Counter()
        for agreement, benefit, reason, count in counted.annotate(found=Count("pk")):
            if (agreement, benefit) in gifts:
                found[reason] += count
        return found


def _refused(keys: list[UUID]) -> QuerySet[Decision]:
    return Decision.objects.filter(cooperative__in=keys, outcome=Decision.Outcome.REFUSE)


def uses(keys: list[UUID], kinds: Iterable[str]) -> int:
    """How often something of these kinds was given, and not taken back."""
    with across_cooperatives(REASON):
        rows = Redemption.objects.filter(cooperative__in=keys, kind__in=list(kinds))
        return rows.filter(undone_at=None, voided_at=None).count()


def desk_checks(keys: list[UUID]) -> tuple[int, dict[str, int]]:
    """How many were welcome at a desk, and the others by the code of the reason."""
    with across_cooperatives(REASON):
        found = _by(DeskCheck.objects.filter(cooperative__in=keys), "reason")
    welcome = {reason.value for reason, kind in KINDS.items() if kind == YES}
    welcome |= {Reason.CHECK_ID.value, Reason.LOOK_FIRST.value}
    refused = {reason: count for reason, count in found.items() if reason not in welcome}
    return sum(found.values()) - sum(refused.values()), refused


def accreditations(keys: list[UUID]) -> dict[str, int]:
    """By state."""
    with across_cooperatives(REASON):
        return _by(Accreditation.objects.filter(applicant__in=keys), "state")


def with_a_desk(keys: list[UUID]) -> list[UUID]:
    """Those that have a device paired with a desk."""
    with across_cooperatives(REASON):
        rows = Desk.objects.filter(cooperative__in=keys, removed_at=None).exclude(paired_at=None)
        return list(rows.order_by().values_list("cooperative", flat=True).distinct())


def in_accreditations(keys: list[UUID]) -> list[UUID]:
    """Those that are accredited, and the bodies that say so: both stand in a public list."""
    with across_cooperatives(REASON):
        rows = Accreditation.objects.filter(state=Accreditation.State.IN_FORCE)
        pairs = rows.order_by().values_list("applicant", "body")
        return [key for pair in pairs for key in pair if key in keys]


def _by(rows: QuerySet[Any], field: str) -> dict[str, int]:
    return dict(rows.order_by().values_list(field).annotate(found=Count("pk")))


def _by_month(rows: QuerySet[Any], field: str) -> Counter[int]:
    month = ExtractMonth(field)
    counted = rows.order_by().annotate(month=month).values_list("month").annotate(found=Count("pk"))
    return Counter(dict(counted))


def _first_by_month(agreements: QuerySet[Any]) -> Counter[int]:
    moments = agreements.values_list("first", flat=True)
    return Counter(timezone.localtime(moment).month for moment in moments)


def _each(rows: QuerySet[Any], what: Count | Max) -> dict[UUID, Any]:
    return dict(rows.order_by().values_list("cooperative").annotate(found=what))
