"""From spans of days to figures per period. Pure: no rows, no clock.

Somebody is a member from the first day of a span to the end of its last, and no longer a member after it. So, for any
period: members at its end = members at its beginning + joins - leaves.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from statistics import median, quantiles
from typing import Final

from tenants.reports.periods import Period

_DAY: Final = timedelta(days=1)
Days = tuple[list[date], list[int]]
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


class Tally:
    """So many spans, counted by the days on which they begin and end: a day is then looked up, however many there are."""

    def __init__(self, spans: Iterable[Span] | Mapping[Span, int]) -> None:
        self.counts = Counter(spans)
        self._begun = _by_day((span.first, count) for span, count in self.counts.items())
        self._over = _by_day(
            (span.last, count) for span, count in self.counts.items() if span.last is not None
        )

    def begun(self, day: date) -> int:
        return _until(self._begun, day)

    def over(self, day: date) -> int:
        return _until(self._over, day)

    def after(self, day: date) -> int:
        """How many go on when that day is over. All of them are sound: none ends before it begins."""
        return self.begun(day) - self.over(day)


def _by_day(counted: Iterable[tuple[date, int]]) -> Days:
    """The days in order, and how many there were up to the end of each."""
    found: Counter[date] = Counter()
    for day, count in counted:
        found[day] += count
    days = sorted(found)
    return days, list(accumulate(found[day] for day in days))


def _until(days: Days, day: date) -> int:
    place = bisect_right(days[0], day)
    return days[1][place - 1] if place else 0


def movements(spans: Iterable[Span] | Tally, periods: Sequence[Period]) -> list[Movement]:
    known = spans if isinstance(spans, Tally) else Tally(spans)
    return [_movement(known, period) for period in periods]


def _movement(spans: Tally, period: Period) -> Movement:
    reasons: Counter[str] = Counter()
    for span, count in spans.counts.items():
        if span.last is not None and period.holds(span.last):
            reasons[span.reason] += count
    return Movement(
        period,
        before=spans.after(period.before),
        joins=spans.begun(period.last) - spans.begun(period.before),
        leaves=spans.over(period.last) - spans.over(period.before),
        after=spans.after(period.last),
        reasons=reasons,
    )


def count_after(spans: Iterable[Span], day: date) -> int:
    return Tally(spans).after(day)


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
