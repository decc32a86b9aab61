"""Which reports there are: every app contributes its own when it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise

from tenants.dates import today_in
from tenants.models import Cooperative
from tenants.reports import reading
from tenants.reports.drawing import Series
from tenants.reports.periods import Period

Rows = Sequence[tuple[str | Promise, Any]]


@dataclass
class Asked:
    """What a report is drawn of. The register is read once, however many reports ask for it."""

    cooperative: Cooperative
    periods: list[Period] = field(default_factory=list)

    @cached_property
    def book(self) -> reading.Book:
        return reading.read()

    @property
    def zone(self) -> str:
        return self.cooperative.time_zone

    def day_of(self, moment: Any) -> date:
        """On which of the co-op's days."""
        return today_in(self.zone, moment)


@dataclass(frozen=True)
class Drawn:
    """`rows` has one list of cells per period, in their order, or free rows where `free` says so; `series` what is drawn."""

    heads: list[str]
    rows: list[list[Any]]
    series: list[Series] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    free: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(cell for row in self.rows for cell in row if isinstance(cell, int | float))


@dataclass(frozen=True)
class Report:
    key: str
    title: str | Promise
    draw: Callable[[Asked], Drawn]
    order: int


@dataclass(frozen=True)
class YearPart:
    """One part of the annual report: words and figures of one year."""

    title: str | Promise
    fill: Callable[[Asked, Period], Rows]
    order: int


_reports: dict[str, Report] = {}
_parts: dict[str, YearPart] = {}


def report(
    key: str, title: str | Promise, draw: Callable[[Asked], Drawn], *, order: int = 50
) -> None:
    """Contribute a report: figures per period, as columns, a table and a file."""
    _reports[key] = Report(key, title, draw, order)


def year_part(
    key: str, title: str | Promise, fill: Callable[[Asked, Period], Rows], *, order: int = 50
) -> None:
    """Contribute to the annual report. No rows: the part is left out."""
    _parts[key] = YearPart(title, fill, order)


def reports() -> list[Report]:
    return sorted(_reports.values(), key=lambda each: (each.order, each.key))


def filled_year(asked: Asked, period: Period) -> Iterator[tuple[str, Rows]]:
    for each in sorted(_parts.values(), key=lambda part: part.order):
        rows = each.fill(asked, period)
        if rows:
            yield str(each.title), rows
