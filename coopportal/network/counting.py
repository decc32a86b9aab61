"""The one door of the operator's pages to the rows of all co-ops: what comes out is counts and dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import ExtractMonth

from benefits.models import AgreementParty, AgreementVersion, Grant
from coopportal.onboarding import facts
from coopportal.onboarding.facts import Facts
from credentials.models import Credential
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


def visits(hosts: list[UUID]) -> list[tuple[UUID, str, str, int]]:
    """(host, the home's DID, the home's name as the card gave it, how many): the hosts' own records."""
    with across_cooperatives(REASON):
        rows = Grant.objects.filter(cooperative__in=hosts).order_by()
        counted = rows.values_list("cooperative", "issuer_did").annotate(
            name=Max("issuer_name"), found=Count("pk")
        )
        return [(host, did, name, found) for host, did, name, found in counted]


def months(keys: list[UUID], year: int) -> dict[str, Counter[int]]:
    """Of one year: how many agreements, first cards and visits there were in each month."""
    with across_cooperatives(REASON):
        agreements = AgreementVersion.objects.filter(number=1, agreed_at__year=year)
        parties = AgreementParty.everyone.filter(cooperative__in=keys).values("agreement")
        cards = Credential.objects.filter(cooperative__in=keys, issued_at__year=year, generation=1)
        grants = Grant.objects.filter(cooperative__in=keys, granted_at__year=year)
        return {
            "agreements": _by_month(agreements.filter(agreement__in=parties), "agreed_at"),
            "cards": _by_month(cards, "issued_at"),
            "visits": _by_month(grants, "granted_at"),
        }


def _by_month(rows: QuerySet[Any], field: str) -> Counter[int]:
    month = ExtractMonth(field)
    counted = rows.order_by().annotate(month=month).values_list("month").annotate(found=Count("pk"))
    return Counter(dict(counted))


def _each(rows: QuerySet[Any], what: Count | Max) -> dict[UUID, Any]:
    return dict(rows.order_by().values_list("cooperative").annotate(found=what))
