"""What this app counts for a co-op's reports: whom of partners it welcomed, and what it gave them. Sums only.

Where its own members go it does not count: that is told to each member, and to no page of the office.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from benefits.counting import COUNTS
from benefits.models import Grant, Redemption
from tenants.reports import registry, wording
from tenants.reports.drawing import Series
from tenants.reports.periods import Period
from tenants.reports.registry import Asked, Drawn, Rows
from tenants.reports.spans import per_period


def register() -> None:
    """Once, when the app starts."""
    registry.report("visits", gettext_lazy("Visits from partners"), visits, order=60)
    registry.report("partners", gettext_lazy("What partners' members had here"), partners, order=70)
    registry.year_part("visits", gettext_lazy("Visits from partners"), year_of_visits, order=70)


def _midnight(day: date, asked: Asked) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(asked.zone))


def _begun(asked: Asked, first: date, last: date) -> list[tuple[str, date]]:
    """From which co-op and on which day each visit began."""
    rows = Grant.objects.order_by().filter(
        granted_at__gte=_midnight(first, asked),
        granted_at__lt=_midnight(last + timedelta(days=1), asked),
    )
    return [(name, asked.day_of(at)) for name, at in rows.values_list("issuer_name", "granted_at")]


def visits(asked: Asked) -> Drawn:
    if not asked.periods:
        return Drawn([], [])
    first, last = asked.periods[0].first, asked.periods[-1].last
    began = per_period((day for _name, day in _begun(asked, first, last)), asked.periods)
    uses = Redemption.objects.order_by().filter(COUNTS, day__gte=first, day__lte=last)
    given = per_period(uses.values_list("day", flat=True), asked.periods)
    return Drawn(
        heads=[_("Period"), _("Members of partners welcomed"), _("Benefits given")],
        rows=[
            [wording.name_of(period), began[place], given[place]]
            for place, period in enumerate(asked.periods)
        ],
        series=[Series(_("Welcomed"), began), Series(_("Benefits given"), given, "lined")],
        notes=[
            _(
                "What partners give your members is not counted here: where members go, each of them reads on their own page, and nobody else."
            )
        ],
    )


def _by_partner(asked: Asked, first: date, last: date) -> list[tuple[str, int, int]]:
    welcomed = Counter(name for name, _day in _begun(asked, first, last))
    rows = Redemption.objects.order_by().filter(COUNTS, day__gte=first, day__lte=last)
    units = dict(rows.values_list("issuer_name").annotate(n=Sum("units")))
    names = sorted({*welcomed, *units}, key=str.casefold)
    return [(name, welcomed[name], units.get(name, 0)) for name in names]


def partners(asked: Asked) -> Drawn:
    if not asked.periods:
        return Drawn([], [])
    first, last = asked.periods[0].first, asked.periods[-1].last
    return Drawn(
        heads=[_("Co-op"), _("Members welcomed"), _("Benefits given")],
        rows=[list(each) for each in _by_partner(asked, first, last)],
        notes=[_("Over all periods above together.")],
        free=True,
    )


def year_of_visits(asked: Asked, year: Period) -> Rows:
    return [
        (
            name,
            _("{welcomed} welcomed, {given} benefits given").format(welcomed=welcomed, given=given),
        )
        for name, welcomed, given in _by_partner(asked, year.first, year.last)
    ]
