"""Months, quarters and years as a co-op counts them, and which of them is not over or not whole. Pure.

Every period is of the co-op's own days. The one that runs ends today, and one that began before there was anything to
count begins with the first day of that; neither is whole, and no rate is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

MONTH, QUARTER, YEAR = 1, 3, 12
LENGTHS: Final = (MONTH, QUARTER, YEAR)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """From its first day to the end of its last; `length` is what it would have in months."""

    first: date
    last: date
    length: int
    runs: bool = False
    begins_late: bool = False

    @property
    def is_whole(self) -> bool:
        return not self.runs and not self.begins_late

    @property
    def before(self) -> date:
        """The day at whose end it begins."""
        return self.first - _DAY

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def periods(length: int, *, since: date, today: date, most: int) -> list[Period]:
    """The last so many, oldest first, down to the one that `since` lies in, up to the one that runs."""
    found: list[Period] = []
    first = first_of(today, length)
    while len(found) < most and _next(first, length) > since:
        found.append(_period(first, length, since, today))
        first = first_of(first - _DAY, length)
    return found[::-1]


def year(number: int, *, since: date, today: date) -> Period | None:
    """A year of the calendar; None where nothing of it is known, or it has not begun."""
    first = date(number, 1, 1)
    if first > today or _next(first, YEAR) <= since:
        return None
    return _period(first, YEAR, since, today)


def _period(first: date, length: int, since: date, today: date) -> Period:
    last = _next(first, length) - _DAY
    return Period(
        max(first, since),
        min(last, today),
        length,
        runs=last >= today,
        begins_late=since > first,
    )


def first_of(day: date, length: int) -> date:
    return date(day.year, (day.month - 1) // length * length + 1, 1)


def _next(first: date, length: int) -> date:
    years, month = divmod(first.month - 1 + length, YEAR)
    return date(first.year + years, month + 1, 1)
