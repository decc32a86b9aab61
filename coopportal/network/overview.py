"""What the operator sees of each co-op: counts and dates, never a person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal import health
from coopportal.network import counting
from tenants.models import Cooperative

CHECKS: dict[str, str | Promise] = {
    "database": _("Database"),
    "migrations": _("Tables are up to date"),
    "walls": _("The database keeps co-ops apart"),
    "broker": _("Messages between processes"),
    "worker": _("The worker is at work"),
    "keys": _("The key that protects the signing keys"),
    "outbox": _("Nothing waits too long"),
    "outbound": _("Other portals"),
    "backup": _("Backups"),
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
    members = counting.members(keys)
    waiting = counting.applications(keys)
    last = counting.last_events(keys)
    return [
        Line(each, members.get(each.pk, 0), waiting.get(each.pk, 0), last.get(each.pk))
        for each in found
    ]


def state_of_the_system() -> list[dict[str, Any]]:
    """What /readyz asks, in the operator's words."""
    return [
        {"label": CHECKS[check.name], "passed": check.passed, "text": check.text}
        for check in health.check_everything()
    ]
