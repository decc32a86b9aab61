"""Bars drawn on the server: a number becomes a length, and the words stay words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FULL: Final = 100


@dataclass(frozen=True)
class Bar:
    """One line of a chart. `length` is out of a hundred, as SVG reads it in every language."""

    label: str
    value: int
    length: str


def bars(rows: Iterable[tuple[str, int]]) -> list[Bar]:
    """The longest fills the line; something is never drawn as nothing."""
    found = list(rows)
    most = max((value for _label, value in found), default=0)
    return [Bar(label, value, _length(value, most)) for label, value in found]


def _length(value: int, most: int) -> str:
    return f"{max(1.0, FULL * value / most) if value > 0 and most else 0.0:.1f}"
