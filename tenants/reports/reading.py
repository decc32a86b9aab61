"""What the register says of all days, as known now: spans of membership and the kind held on each day.

Read from the entries and not from the rows, so a correction that speaks of last year changes last year's figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from tenants.models import Membership, MembershipClass, RegisterEntry
from tenants.reports.spans import Span, joined

Row = tuple[UUID, dict[str, Any], date]


@dataclass
class Held:
    """One membership; `kinds` are the days from which it is of which kind, in order."""

    values: dict[str, Any] = field(default_factory=dict)
    kinds: list[tuple[date, str]] = field(default_factory=list)

    def add(self, values: dict[str, Any], holds_from: date) -> None:
        """The newest statement speaks for all days since the one it names."""
        self.values |= values
        if "membership_class" in values:
            self.kinds = [each for each in self.kinds if each[0] < holds_from]
            self.kinds.append((holds_from, values["membership_class"]))

    @property
    def span(self) -> Span | None:
        """None where it never began: it was undone, or its beginning is not known."""
        if self.values.get("gone") or "starts_on" not in self.values:
            return None
        first = date.fromisoformat(self.values["starts_on"])
        ended = self.values.get("standing") == Membership.Standing.ENDED
        reason = self.values.get("end_reason", "")
        last = date.fromisoformat(self.values["ends_on"]) if ended or reason else None
        return Span(first, last, reason)

    def kind_on(self, day: date) -> str:
        return next((kind for since, kind in reversed(self.kinds) if since <= day), "")


@dataclass(frozen=True)
class Book:
    """All memberships of the co-op's own members, without visits, and the people behind them."""

    held: list[tuple[Held, Span]]
    classes: dict[str, MembershipClass]

    @property
    def members(self) -> list[Span]:
        return joined((held.values["member"], span) for held, span in self.held)

    def by_class(self, day: date) -> dict[str, int]:
        """How many memberships of each kind go on when that day is over."""
        found: dict[str, int] = {}
        for held, span in self.held:
            if span.after(day):
                kind = held.kind_on(day)
                found[kind] = found.get(kind, 0) + 1
        return found

    def kinds(self) -> list[MembershipClass]:
        """Those of members, in the co-op's own order."""
        return [each for each in self.classes.values() if not each.visiting]


def read() -> Book:
    rows = RegisterEntry.objects.filter(of=RegisterEntry.Of.MEMBERSHIP).order_by("pk")
    told = rows.values_list("subject", "values", "holds_from").iterator(5000)
    classes = {str(each.code): each for each in MembershipClass.objects.all()}
    return Book(list(_own(told, classes)), classes)


def _own(rows: Iterable[Row], classes: dict[str, MembershipClass]) -> Iterable[tuple[Held, Span]]:
    found: dict[UUID, Held] = {}
    for subject, values, holds_from in rows:
        found.setdefault(subject, Held()).add(values, holds_from)
    for held in found.values():
        span = held.span
        kind = classes.get(held.values.get("membership_class", ""))
        if span is not None and span.is_sound and not (kind and kind.visiting):
            yield held, span
