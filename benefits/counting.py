"""What was used before, as a decision wants to know it: a holder's uses, and what is spent of budgets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, tzinfo
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet, Sum

from benefits.eligibility import Across, Benefit, Period, Tally, UseHistory
from benefits.eligibility.often import Budget
from benefits.models import Counter, Redemption

ALL_PARTNERS: Final = UUID(int=0)
COUNTS: Final = Q(undone_at=None, voided_at=None)
BUDGETED: Final = (Period.DAY, Period.MONTH, Period.YEAR, Period.LIFETIME)
Place = tuple[UUID, str, str, date]


def first_day(period: Period, today: date) -> date:
    """Where counting began that is going on today."""
    return {
        Period.DAY: today,
        Period.MONTH: today.replace(day=1),
        Period.YEAR: today.replace(month=1, day=1),
    }.get(period, date(2000, 1, 1))


def place(across: Across, period: Period, *, agreement: UUID, partner: str, today: date) -> Place:
    """Where a budget is added up: agreement, holder, period, first day."""
    whose = (agreement, partner) if across is Across.PARTNER else (ALL_PARTNERS, "")
    return (*whose, period, first_day(period, today))


def uses_of(holder: str, agreement: UUID, benefit: str) -> QuerySet[Redemption]:
    return Redemption.objects.filter(COUNTS, pseudonym=holder, agreement=agreement, benefit=benefit)


def budget_uses(where: Place, benefit: str, until: date) -> QuerySet[Redemption]:
    """The uses that a budget counts, found without its counter."""
    agreement, _holder, _period, since = where
    rows = Redemption.objects.filter(COUNTS, benefit=benefit, day__gte=since, day__lte=until)
    return rows if agreement == ALL_PARTNERS else rows.filter(agreement=agreement)


def added_up(rows: QuerySet[Redemption]) -> Tally:
    found = rows.order_by().aggregate(times=Count("pk"), units=Sum("units"), value=Sum("value"))
    return Tally(found["times"], found["units"] or 0, found["value"] or 0)


def spent(
    benefit: Benefit, agreement: UUID, partner: str, today: date
) -> dict[tuple[Across, Period], Tally]:
    """What is spent of each budget the benefit names."""
    found = {}
    for rule in benefit.rules_of(Budget):
        where = place(rule.across, rule.per, agreement=agreement, partner=partner, today=today)
        found[rule.across, rule.per] = _tally(where, benefit.id, today)
    return found


def _tally(where: Place, benefit: str, today: date) -> Tally:
    agreement, holder, period, since = where
    counter = Counter.objects.filter(
        agreement=agreement, benefit=benefit, holder=holder, period=period, since=since
    ).first()
    if counter is None:
        return added_up(budget_uses(where, benefit, today))
    return Tally(counter.times, counter.units, counter.value)


def uncounted(where: Place, benefit: str, today: date) -> Tally | None:
    """What a budget that nobody counted until now has spent already."""
    agreement, holder, period, since = where
    counted = Counter.objects.filter(
        agreement=agreement, benefit=benefit, holder=holder, period=period, since=since
    )
    return None if counted.exists() else added_up(budget_uses(where, benefit, today))


def history_of(
    holder: str,
    benefit: Benefit,
    *,
    agreement: UUID,
    now: datetime,
    visit: str = "",
    budgets: Mapping[tuple[Across, Period], Tally] | None = None,
) -> UseHistory:
    """What this holder has had of this benefit; `now` carries the co-op's own zone."""
    today = now.date()
    days = _days(holder, agreement, benefit.id, visit, now.tzinfo)
    spans = {
        "today": [each for each in days if each.day == today],
        "yesterday": [each for each in days if each.day == today - timedelta(1)],
        "month": [each for each in days if first_day(Period.MONTH, today) <= each.day <= today],
        "year": [each for each in days if first_day(Period.YEAR, today) <= each.day <= today],
        "lifetime": days,
    }
    tallies = {span: _together(each.all for each in found) for span, found in spans.items()}
    return UseHistory(
        **tallies,
        visit=_together(each.at_visit for each in days) if visit else Tally(),
        last_at=max((each.last_at for each in days), default=None),
        days_this_year=len(spans["year"]),
        budgets=budgets or {},
    )


class _Day(NamedTuple):
    """What a holder had on one day."""

    day: date
    last_at: datetime
    all: Tally
    at_visit: Tally


def _days(
    holder: str, agreement: UUID, benefit: str, visit: str, zone: tzinfo | None
) -> list[_Day]:
    """Added up by day where the rows are: one holder may have thousands."""
    here = Q(visit=visit)
    rows = uses_of(holder, agreement, benefit).order_by("day").values_list("day")
    found = rows.annotate(
        last_at=Max("at"),
        times=Count("*"),
        all_units=Sum("units"),
        all_value=Sum("value"),
        visit_times=Count("day", filter=here),
        visit_units=Sum("units", filter=here, default=0),
        visit_value=Sum("value", filter=here, default=0),
    )
    return [
        _Day(day, at.astimezone(zone), Tally(*sums[:3]), Tally(*sums[3:]))
        for day, at, *sums in found
    ]


def _together(tallies: Iterable[Tally]) -> Tally:
    rows = list(tallies)
    return Tally(
        sum(each.times for each in rows),
        sum(each.units for each in rows),
        sum(each.value for each in rows),
    )


def clock(time_zone: str, now: datetime) -> datetime:
    """The co-op's own clock: days, hours and months of rules are those of where it is."""
    return now.astimezone(ZoneInfo(time_zone))
