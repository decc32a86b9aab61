"""From spans of days to figures per period. Pure: no rows, no clock.

Somebody is a member from the first day of a span to the end of its last, and no longer a member after it. So, for any
period: members at its end = members at its beginning + joins - leaves.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median, quantiles
from typing import Final

from tenants.reports.periods import Period

_DAY: Final = timedelta(days=1)
FEWEST_FOR_NINE_OF_TEN: Final = 10


@dataclass(frozen=True)
class Span:
    """Days, both of them included; without a `last` it goes on. `reason` is why it ended."""

    first: date
    last: date | None = None
    reason: str = ""

    @property
    def is_sound(self) -> bool:
        return self.last is None or self.first <= self.last

    def after(self, day: date) -> bool:
        """Does it go on when that day is over?"""
        return self.first <= day and (self.last is None or self.last > day)


@dataclass(frozen=True)
class Movement:
    """What happened to the members in one period."""

    period: Period
    before: int
    joins: int
    leaves: int
    after: int
    reasons: Mapping[str, int]

    @property
    def churn(self) -> float | None:
        """Leaves of each hundred members at the beginning; None where the period is not whole, or nobody was there."""
        if not self.period.is_whole or not self.before:
            return None
        return 100 * self.leaves / self.before


def joined(spans: Iterable[tuple[Hashable, Span]]) -> list[Span]:
    """One person's spans that touch or overlap are one: whoever changes the kind of membership neither leaves nor joins."""
    by_person: dict[Hashable, list[Span]] = defaultdict(list)
    for person, span in spans:
        if span.is_sound:
            by_person[person].append(span)
    found: list[Span] = []
    for own in by_person.values():
        found += _merged(sorted(own, key=lambda span: span.first))
    return found


def _merged(spans: Sequence[Span]) -> list[Span]:
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is None or (last.last is not None and last.last + _DAY < span.first):
            found.append(span)
        elif last.last is not None and (span.last is None or span.last > last.last):
            found[-1] = Span(last.first, span.last, span.reason)
    return found


def movements(spans: Iterable[Span], periods: Sequence[Period]) -> list[Movement]:
    known = list(spans)
    return [_movement(known, period) for period in periods]


def _movement(spans: Sequence[Span], period: Period) -> Movement:
    left = [span for span in spans if span.last is not None and period.holds(span.last)]
    return Movement(
        period,
        before=count_after(spans, period.before),
        joins=sum(period.holds(span.first) for span in spans),
        leaves=len(left),
        after=count_after(spans, period.last),
        reasons=Counter(span.reason for span in left),
    )


def count_after(spans: Iterable[Span], day: date) -> int:
    return sum(span.after(day) for span in spans)


@dataclass(frozen=True)
class Waited:
    """How long those took that ended in a period, in days: the middle one, and what nine of ten stayed below."""

    count: int
    middle: float | None
    nine_of_ten: float | None


def waited(days: Sequence[float]) -> Waited:
    """Nine of ten are told of ten at least: of fewer it would be one person."""
    if not days:
        return Waited(0, None, None)
    many = len(days) >= FEWEST_FOR_NINE_OF_TEN
    nine = quantiles(days, n=10, method="inclusive")[-1] if many else None
    return Waited(len(days), median(days), nine)


def per_period(days: Iterable[date], periods: Sequence[Period]) -> list[int]:
    told = Counter(days)
    return [sum(count for day, count in told.items() if period.holds(day)) for period in periods]
