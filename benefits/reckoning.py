"""What a month costs whom, and what is left of each budget. Sums only: nobody is named.

A use is reckoned in the month in which it became one: at a desk when it was given, for a web shop when the shop
took the code. So a month that is over gets nothing more, and a code that nobody used costs nobody anything. Nor does
it get less: it may be paid. What is made void afterwards is taken off the month in which that was done.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet, Sum
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy

from benefits import agreed, counting, uses
from benefits.eligibility import Benefit, Money, Sentence
from benefits.eligibility.after import Settle, Settlement
from benefits.eligibility.often import Budget, amount
from benefits.models import AgreementVersion, Redemption, ShopCode
from benefits.terms import Terms, TermsError
from tenants.dates import today_in
from tenants.models import Cooperative

NEAR: Final = 80
WHOLE: Final = 100
HEADS: Final = tuple(
    map(gettext_lazy, ("Co-op", "Benefit", "As agreed", "People", "Uses", "To pay"))
)
# Home, agreement, version, benefit; and whether the code was made in a month before.
Place = tuple[str, UUID, int, str, bool]


@dataclass(frozen=True)
class Owed:
    """What one partner owes us for one benefit of a month, by one version of the agreement.

    `is_late`: for codes that were made in an earlier month and taken in this one. `of`: the month that is over, of which
    something was made void in this one; then the numbers say what it is less, and so does `sign`.
    """

    home: str
    home_did: str
    title: str
    agreed: Sentence | None
    people: int
    uses: int
    due: Money
    is_late: bool = False
    of: date | None = None
    sign: int = 1

    @property
    def cents(self) -> int:
        return self.sign * self.due.cents


@dataclass(frozen=True)
class Left:
    """One budget of a benefit of ours, as it stands today."""

    partner: str
    title: str
    rule: Budget
    spent: int

    @property
    def percent(self) -> int:
        return min(self.spent * WHOLE // self.rule.most, WHOLE)

    @property
    def is_near(self) -> bool:
        return self.percent >= NEAR

    @property
    def spent_words(self) -> Sentence:
        return amount(self.rule.by, self.spent, self.rule.currency)

    @property
    def most_words(self) -> Sentence:
        return amount(self.rule.by, self.rule.most, self.rule.currency)


def settled(month: date, here: Cooperative, home: str = "") -> list[Owed]:
    """As it stood when the month was over, and what is taken off months before it."""
    begins, ends = uses.bounds(month, here)
    void = uses.voided_in(month, here, home).order_by()
    off = void.values_list("kind", "day", "shop_code__redeemed_at").distinct()
    zone = ZoneInfo(here.time_zone)
    became = (
        (taken.astimezone(zone).date() if taken else None) if kind == Redemption.Kind.CODE else day
        for kind, day, taken in off
    )
    before = sorted({day.replace(day=1) for day in became if day and day < month})
    lines = [*_reckoned(month, here, home, until=ends).values()]
    for each in before:
        stood, stands = (_reckoned(each, here, home, until=until) for until in (begins, ends))
        lines += _less(each, stood, stands)
    return sorted(
        lines, key=lambda line: (line.home, line.of is not None, line.title, line.is_late)
    )


def _less(month: date, stood: dict[Place, Owed], stands: dict[Place, Owed]) -> Iterator[Owed]:
    """By how much a month that is over would be less now."""
    for place, was in stood.items():
        now = stands.get(place) or replace(was, people=0, uses=0, due=Money(0, was.due.currency))
        people, times = now.people - was.people, now.uses - was.uses
        cents = now.due.cents - was.due.cents
        due = Money(abs(cents), was.due.currency)
        if times or cents:
            # More where a person's month was charged by what is void, and is now by something else.
            sign = 1 if cents > 0 else -1
            yield replace(was, people=people, uses=times, due=due, of=month, sign=sign)


def _reckoned(month: date, here: Cooperative, home: str, *, until: datetime) -> dict[Place, Owed]:
    """Each use is reckoned by the version it was given under; a person pays once a month and benefit."""
    rows = _rows(month, here, home, until)
    gifts = _gifts({(place[1], place[2]) for place in rows}, here.did)
    charged: set[tuple[UUID, str, str]] = set()
    lines = {}
    for place, people in sorted(rows.items(), key=lambda row: row[0][:1] + row[0][2:]):
        _home, agreement, version, code, _late = place
        rule = _settlement(gifts.get((agreement, version), ()), code)
        fresh = {who for who in people if (agreement, code, who) not in charged}
        charged |= {(agreement, code, who) for who in fresh}
        lines[place] = _owed(place, rule, people, len(fresh))
    return lines


def months(here: Cooperative) -> list[tuple[str, str]]:
    """The months in which something was given, taken by a shop or made void, the newest first, as addresses and as
    words."""
    taken = ShopCode.objects.exclude(redeemed_at=None)
    zone = ZoneInfo(here.time_zone)
    begun = taken.datetimes("redeemed_at", "month", tzinfo=zone)
    void = Redemption.objects.filter(uses.OFF).exclude(voided_at=None)
    less = void.order_by().datetimes("voided_at", "month", tzinfo=zone)
    words = {f"{each:%Y-%m}": date_format(each, "YEAR_MONTH_FORMAT") for each in (*begun, *less)}
    return sorted((words | dict(uses.months())).items(), reverse=True)


def totals(lines: Iterable[Owed]) -> list[tuple[str, Money]]:
    """For each partner and currency, where something is to be paid."""
    return [(home, Money(cents, unit)) for home, unit, cents in _sums(lines) if cents > 0]


def given_back(lines: Iterable[Owed]) -> list[tuple[str, Money]]:
    """The same where more is taken off earlier months than this one comes to."""
    return [(home, Money(-cents, unit)) for home, unit, cents in _sums(lines) if cents < 0]


def _sums(lines: Iterable[Owed]) -> list[tuple[str, str, int]]:
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        sums[line.home, line.due.currency] += line.cents
    return [(home, unit, cents) for (home, unit), cents in sorted(sums.items())]


def budgets(here: Cooperative) -> list[Left]:
    """Every budget of what we give today, the fullest first."""
    today = today_in(here.time_zone)
    found = [left for bond in agreed.in_force() for left in _left(bond, today)]
    return sorted(found, key=lambda left: (-left.percent, left.partner, left.title))


def _left(bond: Any, today: date) -> Iterator[Left]:
    for benefit in bond.ours_today:
        spent = counting.spent(benefit, bond.agreement.code, bond.theirs.did, today)
        for rule in benefit.rules_of(Budget):
            tally = spent[rule.across, rule.per]
            yield Left(bond.theirs.name, benefit.title, rule, tally.by(rule.by))


def _rows(
    month: date, here: Cooperative, home: str, until: datetime
) -> dict[Place, dict[str, dict[str, Any]]]:
    """What each holder used, by home, agreement, version and benefit."""
    taken = uses.taken_in(month, here, home, until)
    found: dict[Place, dict[str, dict[str, Any]]] = defaultdict(dict)
    for rows, late in (
        (uses.given_in(month, home, until), False),
        (taken.filter(day__gte=month), False),
        (taken.filter(day__lt=month), True),
    ):
        for row in _added_up(rows):
            place = (row["issuer_did"], row["agreement"], row["agreement_version"], row["benefit"])
            found[*place, late][row["pseudonym"]] = row
    return found


def _added_up(rows: QuerySet[Redemption]) -> Iterable[dict[str, Any]]:
    grouped = rows.order_by().values(
        "issuer_did", "agreement", "agreement_version", "benefit", "pseudonym"
    )
    sums = grouped.annotate(
        home=Max("issuer_name"),
        title=Max("title"),
        currency=Max("currency"),
        uses=Count("pk"),
        value=Sum("value"),
    )
    return map(dict, sums)


def _gifts(wanted: set[tuple[UUID, int]], did: str) -> dict[tuple[UUID, int], tuple[Benefit, ...]]:
    rows = AgreementVersion.objects.filter(agreement__code__in={code for code, _number in wanted})
    found = {}
    for version in rows.select_related("agreement"):
        try:
            given = Terms.from_json(version.terms).given_by(did)
        except TermsError:
            continue  # of a shape that this version does not read: counted, and reckoned by hand
        found[version.agreement.code, version.number] = given.benefits if given else ()
    return found


def _settlement(gifts: tuple[Benefit, ...], code: str) -> Settlement | None:
    benefit = next((each for each in gifts if each.id == code), None)
    return benefit.rule(Settlement) if benefit else None


def _owed(
    place: Place, rule: Settlement | None, people: dict[str, dict[str, Any]], fresh: int
) -> Owed:
    rows = list(people.values())
    times, value = sum(row["uses"] for row in rows), sum(row["value"] for row in rows)
    unit = rule.price.currency if rule and rule.price else rows[0]["currency"]
    price = rule.price.cents if rule and rule.price else 0
    cents = {
        Settle.PER_USE: times * price,
        Settle.PER_MEMBER: fresh * price,
        Settle.MONTHLY: value,
        Settle.NONE: 0,
    }[rule.mode if rule else Settle.NONE]
    said = rule.in_words() if rule else None
    return Owed(
        rows[0]["home"],
        place[0],
        rows[0]["title"],
        said,
        len(rows),
        times,
        Money(cents, unit),
        is_late=place[-1],
    )
