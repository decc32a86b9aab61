"""How periods and figures are written."""

from __future__ import annotations

from typing import Final

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from tenants.reports.periods import MONTH, QUARTER, YEAR, Period


def name_of(period: Period) -> str:
    """November 2026, so far; from 3 May 2026 where the figures begin within."""
    name = _plain(period)
    if period.begins_late:
        day = date_format(period.first, "DATE_FORMAT")
        name = _("{period}, from {day}").format(period=name, day=day)
    return _("{period}, so far").format(period=name) if period.runs else name


def _plain(period: Period) -> str:
    if period.length == MONTH:
        return date_format(period.first, "YEAR_MONTH_FORMAT")
    if period.length == QUARTER:
        return _("Quarter {n} of {year}").format(n=_quarter(period), year=period.first.year)
    return str(period.first.year)


def mark_of(period: Period, *, first: bool) -> tuple[str, str]:
    """Below a column: the month, and the year where one begins."""
    year = str(period.first.year)
    if period.length == YEAR:
        return year, ""
    word = date_format(period.first, "M") if period.length == MONTH else f"Q{_quarter(period)}"
    return word, year if first or period.first.month == 1 else ""


def _quarter(period: Period) -> int:
    return (period.first.month - 1) // QUARTER + 1


NONE: Final = "\N{EN DASH}"


def percent(value: float | None) -> str:
    return NONE if value is None else f"{number_format(value, 1)} %"


def days(value: float | None) -> str:
    return NONE if value is None else number_format(value, 1)
