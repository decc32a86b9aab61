"""Columns on the server: figures become rectangles, words stay words. Pure.

A series is told from another by its filling as well as its colour, and a period that is not whole by its outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

WIDTH: Final = 400
HEIGHT: Final = 190
LEFT: Final = 30
TOP: Final = 16
BOTTOM: Final = 156
STEPS: Final = (1, 2, 5)
FULLEST: Final = 100  # above that, two figures beside one another would run into each other


@dataclass(frozen=True)
class Series:
    """`style` is plain or lined."""

    name: str
    values: Sequence[int]
    style: str = "plain"


@dataclass(frozen=True)
class Column:
    x: str
    y: str
    width: str
    height: str
    style: str
    whole: bool
    middle: str
    above: str
    value: str


@dataclass(frozen=True)
class Line:
    y: str
    text_y: str
    value: int


@dataclass(frozen=True)
class Mark:
    x: str
    text: str
    below: str


@dataclass(frozen=True)
class Chart:
    columns: list[Column]
    lines: list[Line]
    marks: list[Mark]
    series: list[Series]
    title: str
    text: str


def columns(
    title: str,
    text: str,
    labels: Sequence[tuple[str, str]],
    series: Sequence[Series],
    whole: Sequence[bool],
) -> Chart:
    """One group of columns per label; a label is a word and what stands below it."""
    most = max((value for each in series for value in each.values), default=0)
    step, top = scale(most)
    group = (WIDTH - LEFT) / max(1, len(labels))
    drawn = [
        _column(place, number, each, (group, len(series)), top, (whole[place], most))
        for number, each in enumerate(series)
        for place in range(len(labels))
    ]
    return Chart(
        columns=[column for column in drawn if column is not None],
        lines=[_line(value, top) for value in range(0, top + 1, step)],
        marks=[
            Mark(_number(LEFT + group * (place + 0.5)), word, below)
            for place, (word, below) in enumerate(labels)
        ],
        series=list(series),
        title=title,
        text=text,
    )


def scale(most: int) -> tuple[int, int]:
    """A round step, and the first round figure at or above the most: at most six lines."""
    size = 1
    while True:
        for each in STEPS:
            step = each * size
            if most <= step * 5:
                return step, max(step, -(-most // step) * step)
        size *= 10


def _column(
    place: int,
    number: int,
    series: Series,
    group: tuple[float, int],
    top: int,
    drawn: tuple[bool, int],
) -> Column | None:
    """Nothing is drawn as nothing; the figure stands above it where there is room."""
    (width, many), (whole, most), value = group, drawn, series.values[place]
    if not value:
        return None
    each = width * 0.8 / many
    x = LEFT + width * (place + 0.1) + each * number
    y = _height_of(value, top)
    return Column(
        *(_number(x), _number(y), _number(each * 0.92), _number(BOTTOM - y), series.style),
        whole=whole,
        middle=_number(x + each * 0.46),
        above=_number(y - 3),
        value=str(value) if many == 1 or most < FULLEST else "",
    )


def _line(value: int, top: int) -> Line:
    y = _height_of(value, top)
    return Line(_number(y), _number(y + 3), value)


def _height_of(value: int, top: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _number(value: float) -> str:
    """As SVG reads it in every language."""
    return f"{value:.1f}"
