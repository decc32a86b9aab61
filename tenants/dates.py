"""Days of a co-op: they begin and end where the co-op is, and terms are counted in months."""

from __future__ import annotations

import calendar
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

MONTHS = 12


def today_in(time_zone: str, now: datetime | None = None) -> date:
    return timezone.localdate(now, timezone=ZoneInfo(time_zone))


def last_day_before(end: datetime, time_zone: str) -> date:
    """The last day of what holds until then: what ends at midnight ends with the day before."""
    return today_in(time_zone, end - timedelta(seconds=1))


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where there is no such day."""
    years, month = divmod(day.month - 1 + months, MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def end_of_period(day: date, months: int) -> date:
    """The last day of the month, quarter or year that this day lies in: of 1, 3 or 12 months."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return add_months(first, months) - timedelta(days=1)


def last_day(first: date, months: int) -> date:
    """The last day of a term that begins with `first`."""
    return add_months(first, months) - timedelta(days=1)
