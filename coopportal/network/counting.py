"""The one door of the operator's pages to the rows of all co-ops: what comes out is counts and dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from coopportal.onboarding import facts
from coopportal.onboarding.facts import Facts
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


def _each(rows: QuerySet[Any], what: Count | Max) -> dict[UUID, Any]:
    return dict(rows.order_by().values_list("cooperative").annotate(found=what))
