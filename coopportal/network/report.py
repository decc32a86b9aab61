"""One year on one page, month by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal.network import counting, interests
from coopportal.network.access import Viewer
from coopportal.network.charts import Bar, bars
from tenants.models import Cooperative

MONTHS_OF_A_YEAR: Final = range(1, 13)
# Above the bars, and at the head of a column.
TITLES: Final[dict[str, tuple[str | Promise, str | Promise]]] = {
    "interests": (_("Registered their interest"), _("Interests")),
    "openings": (_("Co-ops opened"), _("Co-ops")),
    "agreements": (_("Agreements that came into force"), _("Agreements")),
    "cards": (_("First cards of a membership"), _("Cards")),
    "visits": (_("Visiting memberships given"), _("Visits")),
}


@dataclass(frozen=True)
class Part:
    """One thing that was counted."""

    title: str
    head: str
    total: int
    bars: list[Bar]


def years(viewer: Viewer) -> list[int]:
    """From the first co-op that is in view until now."""
    first = viewer.cooperatives().order_by("opened_at").values_list("opened_at", flat=True).first()
    now = timezone.localdate().year
    return list(range(now, (first.year if first else now) - 1, -1))


def of(viewer: Viewer, year: int) -> list[Part]:
    """Months that are still to come are not drawn as if nothing had happened in them."""
    keys = list(viewer.cooperatives().values_list("pk", flat=True))
    counted = _months(viewer, keys, year)
    today = timezone.localdate()
    shown = [month for month in MONTHS_OF_A_YEAR if (year, month) <= (today.year, today.month)]
    parts = []
    for name, (title, head) in TITLES.items():
        rows = [(_label(year, month), counted[name][month]) for month in shown]
        parts.append(Part(str(title), str(head), sum(value for _label, value in rows), bars(rows)))
    return parts


def _months(viewer: Viewer, keys: list[UUID], year: int) -> dict[str, Counter[int]]:
    told = interests.seen_by(viewer).filter(confirmed_at__year=year)
    opened = Cooperative.objects.filter(pk__in=keys, opened_at__year=year)
    return {
        "interests": Counter(at.month for at in told.values_list("confirmed_at", flat=True) if at),
        "openings": Counter(at.month for at in opened.values_list("opened_at", flat=True)),
        **counting.months(keys, year),
    }


def _label(year: int, month: int) -> str:
    today = timezone.localdate()
    name = str(MONTHS[month])
    if (year, month) == (today.year, today.month):
        return str(_("{month}, so far")).format(month=name)
    return name


def rows(parts: list[Part]) -> list[list[Any]]:
    """The same as a table: a line per month."""
    if not parts:
        return []
    lines = zip(*(part.bars for part in parts), strict=True)
    return [[line[0].label, *(bar.value for bar in line)] for line in lines]
