"""Shares as entries add up to them: how many at which price, and how much of it is paid up. Values only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

CENT: Final = Decimal("0.01")
NOTHING: Final = Decimal("0.00")


@dataclass(frozen=True)
class Move:
    """One entry: so many shares more or fewer at this price, so much more or less paid up, with this day."""

    on: date
    count: int
    price: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Held:
    """`lots` says how many there are at each price."""

    lots: Mapping[Decimal, int] = field(default_factory=dict)
    paid: Decimal = NOTHING

    @property
    def count(self) -> int:
        return sum(self.lots.values())

    @property
    def value(self) -> Decimal:
        return sum((price * count for price, count in self.lots.items()), NOTHING)

    @property
    def unpaid(self) -> Decimal:
        return self.value - self.paid

    @property
    def is_sound(self) -> bool:
        """Nobody holds fewer than no shares, or has paid more for them than they cost."""
        return min(self.lots.values(), default=0) >= 0 and NOTHING <= self.paid <= self.value

    def with_move(self, move: Move) -> Held:
        lots = dict(self.lots)
        lots[move.price] = lots.get(move.price, 0) + move.count
        if not lots[move.price]:
            del lots[move.price]
        return Held(lots, self.paid + move.paid)

    def paid_with(self, count: int, price: Decimal) -> Decimal:
        """How much of what is paid up belongs to so many of the shares: its part, to the cent."""
        part = price * count
        if not self.value:
            return NOTHING
        share = (self.paid * part / self.value).quantize(CENT)
        return min(max(share, self.paid - (self.value - part)), self.paid, part)


def held(moves: Iterable[Move], on: date | None = None) -> Held:
    """What these entries come to, at the end of a day or altogether. Their order is of no matter."""
    found = Held()
    for move in moves:
        if on is None or move.on <= on:
            found = found.with_move(move)
    return found


def first_unsound(moves: Iterable[Move]) -> date | None:
    """The first day at whose end the entries say what cannot be; None where they never do."""
    told = list(moves)
    days = sorted({move.on for move in told})
    return next((day for day in days if not held(told, day).is_sound), None)
