"""What was used before, as a decision wants to know it: a holder's uses, and what is spent of budgets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q, QuerySet, Sum

from benefits.eligibility import Across, Benefit, Period, Tally, UseHistory
from benefits.eligibility.often import Budget
from benefits.models import Counter, Redemption

ALL_PARTNERS: Final = UUID(int=0)
COUNTS: Final = Q(undone_at=None, voided_at=None)
SUMS: Final = {"times": Count("*"), "all_units": Sum("units"), "all_value": Sum("value")}
BUDGETED: Final = (Period.DAY, Period.MONTH, Period.YEAR, Period.LIFETIME)
Place = tuple[UUID, str, str, date]
# A place and the benefit whose budget it is; a holder, an agreement and a benefit.
Budgeted = tuple[Place, str]
Whose = tuple[str, UUID, str]


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


def uses_of(holder: str, agreement: UUID, *benefits: str) -> QuerySet[Redemption]:
    rows = Redemption.objects.filter(COUNTS, pseudonym=holder, agreement=agreement)
    return rows.filter(benefit__in=benefits)


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
    wanted = places(benefit, agreement, partner, today)
    found = tallies({(where, benefit.id) for where in wanted.values()}, today)
    return {rule: found[where, benefit.id] for rule, where in wanted.items()}


def places(
    benefit: Benefit, agreement: UUID, partner: str, today: date
) -> dict[tuple[Across, Period], Place]:
    """Where each budget the benefit names is added up."""
    named = {(rule.across, rule.per) for rule in benefit.rules_of(Budget)}
    return {
        (across, period): place(across, period, agreement=agreement, partner=partner, today=today)
        for across, period in named
    }


def tallies(wanted: AbstractSet[Budgeted], today: date) -> dict[Budgeted, Tally]:
    """What is spent of many budgets: one question, and one more for each day since which something was not
    counted yet."""
    if not wanted:
        return {}
    kept = Counter.objects.filter(
        agreement__in={where[0] for where, _benefit in wanted},
        holder__in={where[1] for where, _benefit in wanted},
        since__in={where[3] for where, _benefit in wanted},
        benefit__in={benefit for _where, benefit in wanted},
    )
    found: dict[Budgeted, Tally] = {}
    for row in kept:
        where = (row.agreement, row.holder, row.period, row.since)
        found[where, row.benefit] = Tally(row.times, row.units, row.value)
    missing = wanted - found.keys()
    for since in {where[3] for where, _benefit in missing}:
        found |= _added_up_each({each for each in missing if each[0][3] == since}, since, today)
    return found


def _added_up_each(
    wanted: AbstractSet[Budgeted], since: date, today: date
) -> dict[Budgeted, Tally]:
    """As `added_up` of `budget_uses`, for all that began on one day."""
    benefits = {benefit for _where, benefit in wanted}
    rows = Redemption.objects.filter(
        COUNTS, benefit__in=benefits, day__gte=since, day__lte=today
    ).order_by()
    of_all = {where[0] for where, _benefit in wanted}
    if ALL_PARTNERS not in of_all:
        rows = rows.filter(agreement__in=of_all)
    spent: dict[tuple[UUID, str], list[Tally]] = defaultdict(list)
    for agreement, benefit, *sums in rows.values_list("agreement", "benefit").annotate(**SUMS):
        for each in (agreement, ALL_PARTNERS):
            spent[each, benefit].append(Tally(*sums))
    return {(where, benefit): _together(spent[where[0], benefit]) for where, benefit in wanted}


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
    days = days_of(holder, agreement, [benefit.id], visit).get(benefit.id, ())
    return history_on(days, now=now, visit=visit, budgets=budgets)


def history_in(
    rows: Iterable[Had],
    *,
    now: datetime,
    visit: str = "",
    budgets: Mapping[tuple[Across, Period], Tally] | None = None,
) -> UseHistory:
    """The same, of what was read before."""
    nothing = Tally()
    days = [
        Day(each.day, each.last_at, each.all, each.all if each.visit == visit else nothing)
        for each in rows
    ]
    return history_on(days, now=now, visit=visit, budgets=budgets)


def history_on(
    days: Sequence[Day],
    *,
    now: datetime,
    visit: str = "",
    budgets: Mapping[tuple[Across, Period], Tally] | None = None,
) -> UseHistory:
    """The same, of what was added up by day before; `visit` is the one it was added up for."""
    today = now.date()
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
        last_at=max((each.last_at.astimezone(now.tzinfo) for each in days), default=None),
        days_this_year=len({each.day for each in spans["year"]}),
        budgets=budgets or {},
    )


class Had(NamedTuple):
    """What a holder had of a benefit at one visit of one day, or once."""

    day: date
    visit: str
    last_at: datetime
    all: Tally


def had_by(holders: AbstractSet[str]) -> dict[Whose, list[Had]]:
    """Of several holders and every benefit, by holder, agreement and benefit."""
    rows = Redemption.objects.filter(COUNTS, pseudonym__in=holders).order_by("day")
    by_visit = rows.values_list("pseudonym", "agreement", "benefit", "day", "visit")
    found: dict[Whose, list[Had]] = defaultdict(list)
    for holder, agreement, benefit, day, visit, last_at, *sums in by_visit.annotate(
        last_at=Max("at"), **SUMS
    ):
        found[holder, agreement, benefit].append(Had(day, visit, last_at, Tally(*sums)))
    return found


def had_in(rows: Iterable[Redemption]) -> dict[Whose, list[Had]]:
    """The same, where all rows of these holders were read."""
    found: dict[Whose, list[Had]] = defaultdict(list)
    for row in rows:
        if row.counts:
            once = Had(row.day, row.visit, row.at, Tally(1, row.units, row.value))
            found[row.pseudonym, row.agreement, row.benefit].append(once)
    return found


class Day(NamedTuple):
    """What a holder had of a benefit on one day."""

    day: date
    last_at: datetime
    all: Tally
    at_visit: Tally


def days_of(
    holder: str, agreement: UUID, benefits: Iterable[str], visit: str
) -> dict[str, list[Day]]:
    """Of these benefits, added up by day where the rows are: one holder may have thousands."""
    here = Q(visit=visit)
    rows = uses_of(holder, agreement, *benefits).order_by("benefit", "day")
    added_up = rows.values_list("benefit", "day").annotate(
        last_at=Max("at"),
        **SUMS,
        visit_times=Count("day", filter=here),
        visit_units=Sum("units", filter=here, default=0),
        visit_value=Sum("value", filter=here, default=0),
    )
    found: dict[str, list[Day]] = defaultdict(list)
    for benefit, day, at, *sums in added_up:
        found[benefit].append(Day(day, at, Tally(*sums[:3]), Tally(*sums[3:])))
    return found


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
