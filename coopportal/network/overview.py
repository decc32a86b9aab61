"""What the operator sees of each co-op: counts and dates, never a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal import health
from tenants.everywhere import across_cooperatives
from tenants.models import Application, Cooperative, Event, Membership

CHECKS: dict[str, str | Promise] = {
    "database": _("Database"),
    "migrations": _("Tables are up to date"),
    "broker": _("Messages between processes"),
    "worker": _("The worker is at work"),
    "keys": _("The key that protects the signing keys"),
    "outbox": _("Nothing waits too long"),
    "outbound": _("Other portals"),
}


@dataclass(frozen=True)
class Line:
    """One co-op as the operator sees it."""

    cooperative: Cooperative
    members: int
    waiting: int
    last: datetime | None


def cooperatives(query: str) -> QuerySet[Cooperative]:
    rows = Cooperative.objects.order_by("name")
    return rows.filter(name__icontains=query) if query else rows


def lines(shown: Iterable[Cooperative]) -> list[Line]:
    found = list(shown)
    keys = [each.pk for each in found]
    with across_cooperatives("The operator sees how many there are at each co-op, not who."):
        members = _by_cooperative(
            Membership.objects.filter(cooperative__in=keys).exclude(
                standing=Membership.Standing.ENDED
            ),
            Count("member", distinct=True),
        )
        waiting = _by_cooperative(
            Application.objects.filter(cooperative__in=keys, state__in=Application.OPEN),
            Count("pk"),
        )
        last = _by_cooperative(Event.objects.filter(cooperative__in=keys), Max("at"))
    return [
        Line(each, members.get(each.pk, 0), waiting.get(each.pk, 0), last.get(each.pk))
        for each in found
    ]


def _by_cooperative(rows: QuerySet[Any], what: Count | Max) -> dict[Any, Any]:
    return dict(rows.order_by().values_list("cooperative").annotate(found=what))


def state_of_the_system() -> list[dict[str, Any]]:
    """What /readyz asks, in the operator's words."""
    return [
        {"label": CHECKS[check.name], "passed": check.passed, "text": check.text}
        for check in health.check_everything()
    ]
