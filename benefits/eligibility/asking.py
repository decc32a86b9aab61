"""What a decision on a benefit is made from: the card, the situation and the host's own books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from benefits.eligibility.values import Across, Evidence, Measure, Period, Standing


@dataclass(frozen=True)
class Claims:
    """What the card says, once its signature is known to be the home's. What follows `genuine` is optional
    on a card."""

    home: str
    membership_class: str
    eligible: bool
    valid_from: date
    valid_until: date
    genuine: bool = True
    name: str = ""
    member_since: date | None = None
    adults: int = 1
    children: int = 0
    home_area: str = ""
    programmes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Situation:
    """Here and now at the host, as the host alone can know it.

    `now` is the host's own clock. `starts_on` and `ends_on` are those of the agreement. `partner` is the
    home's DID; `amount` is what is given away at most, in cents of `currency`; `networks` and `accredited_by` are what host and home have in common. `photo_id` is None
    until somebody looked.
    """

    host: str
    now: datetime
    starts_on: date
    ends_on: date
    partner: str = ""
    evidence: Evidence = Evidence.SHOWN
    standing: Standing = Standing.GOOD
    checked_at: datetime | None = None
    mutual: bool = True
    networks: frozenset[str] = frozenset()
    accredited_by: frozenset[str] = frozenset()
    site: str = ""
    visit: str = ""
    adults: int = 1
    children: int = 0
    units: int = 1
    amount: int = 0
    currency: str = "EUR"
    distance_km: int | None = None
    photo_id: bool | None = None
    approved_by: frozenset[str] = frozenset()
    fulfilled: frozenset[str] = frozenset()
    lacking: bool = False
    other_percent: int = 0


@dataclass(frozen=True, slots=True)
class Use:
    """One use that counts: what was taken back or made void is not among them."""

    at: datetime
    units: int = 1
    value: int = 0
    visit: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    times: int = 0
    units: int = 0
    value: int = 0

    def by(self, measure: Measure) -> int:
        if measure is Measure.USES:
            return self.times
        return self.units if measure is Measure.UNITS else self.value

    @classmethod
    def of(cls, uses: Iterable[Use]) -> Tally:
        rows = list(uses)
        return cls(len(rows), sum(use.units for use in rows), sum(use.value for use in rows))


NOTHING: Final = Tally()


@dataclass(frozen=True, slots=True)
class UseHistory:
    """What this holder has had of this benefit, and what is spent of its budgets.

    `days_this_year` counts the different days on which it was used this year.
    """

    visit: Tally = NOTHING
    today: Tally = NOTHING
    yesterday: Tally = NOTHING
    month: Tally = NOTHING
    year: Tally = NOTHING
    lifetime: Tally = NOTHING
    last_at: datetime | None = None
    days_this_year: int = 0
    budgets: Mapping[tuple[Across, Period], Tally] = field(default_factory=dict)

    def within(self, period: Period) -> Tally:
        return {
            Period.VISIT: self.visit,
            Period.DAY: self.today,
            Period.MONTH: self.month,
            Period.YEAR: self.year,
            Period.LIFETIME: self.lifetime,
        }[period]

    @classmethod
    def of(
        cls,
        uses: Iterable[Use],
        *,
        now: datetime,
        visit: str = "",
        budgets: Mapping[tuple[Across, Period], Tally] | None = None,
    ) -> UseHistory:
        """Add up the uses of one holder; their times are on the host's clock, as `now` is."""
        today, rows = now.date(), sorted(uses, key=lambda use: use.at)
        year = [use for use in rows if use.at.year == today.year]
        return cls(
            visit=Tally.of(use for use in rows if visit and use.visit == visit),
            today=Tally.of(use for use in year if use.at.date() == today),
            yesterday=Tally.of(use for use in rows if use.at.date() == today - timedelta(1)),
            month=Tally.of(use for use in year if use.at.month == today.month),
            year=Tally.of(year),
            lifetime=Tally.of(rows),
            last_at=rows[-1].at if rows else None,
            days_this_year=len({use.at.date() for use in year}),
            budgets=budgets or {},
        )


UNUSED: Final = UseHistory()
