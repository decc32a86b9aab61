"""The figures of a benchmark: on the screen, and beside those of the others in `var/bench.json`.

The file is a list of rows. A row that compares has what ours does in a second, what the limit and a peer do in the
same run, the two ratios, and how far the ratio to the limit spread over the rounds; others have `figures`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from scripts.figures import tell

OUT: Final = Path("var/bench.json")


@dataclass(frozen=True)
class Row:
    """Operations a second: ours, the limit's and a peer's, all of one run."""

    name: str
    ours_per_s: float | None = None
    limit_per_s: float | None = None
    peer: str = ""
    peer_per_s: float | None = None
    spread: float | None = None

    @property
    def of_limit(self) -> float | None:
        return _ratio(self.ours_per_s, self.limit_per_s)

    @property
    def of_peer(self) -> float | None:
        return _ratio(self.ours_per_s, self.peer_per_s)

    def told(self) -> dict[str, Any]:
        return {**asdict(self), "of_limit": self.of_limit, "of_peer": self.of_peer}


def keep(name: str, figures: Mapping[str, Any], *, told: Collection[str] = ()) -> None:
    """Print the figures of one benchmark and put them in place of its last ones. Where some are `told`, only they are in the last line."""
    _replace(name, [{**Row(name).told(), "figures": dict(figures)}])
    width = max(map(len, figures))
    for each, figure in figures.items():
        number = isinstance(figure, float)
        print(
            f"{each:<{width}}  {figure:>14,.3f}" if number else f"{each:<{width}}  {figure!s:>14}"
        )
    _tell(name, {each: figures[each] for each in told or figures if each in figures})


def keep_rows(name: str, rows: Sequence[Row]) -> None:
    """Print rows that compare as a table and put them in place of this benchmark's last ones."""
    _replace(name, [{**row.told(), "name": f"{name}: {row.name}"} for row in rows])
    width = max(len(row.name) for row in rows)
    print(
        f"{'':<{width}}  {'ours/s':>9} {'limit/s':>9} {'of limit':>9} {'±':>6} {'of peer':>9}  peer"
    )
    for row in rows:
        print(
            f"{row.name:<{width}}  {_written(row.ours_per_s, 9, 0)} {_written(row.limit_per_s, 9, 0)}"
            f" {_written(row.of_limit, 9, 3)} {_written(row.spread, 6, 3)}"
            f" {_written(row.of_peer, 9, 1)}  {row.peer}"
        )
    _tell(name, {row.name: row.of_limit for row in rows if row.of_limit is not None})


def _tell(name: str, figures: Mapping[str, Any]) -> None:
    """The last line, and with FIGURES=write the row in `docs/figures.md`; of rows that compare, ours of the limit."""
    command = f"make bench BENCH={name.partition(' ')[0]}"
    tell(name.replace(" ", "-"), command, **{_word(each): value for each, value in figures.items()})


def _word(name: str) -> str:
    spelled = name.replace("÷", "of").replace("±", "spread")
    return re.sub(r"\W+", "_", spelled).strip("_").lower()


def _replace(name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    OUT.parent.mkdir(exist_ok=True)
    known = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else []
    # A file of before is a mapping; it is begun anew.
    others = [] if isinstance(known, dict) else known
    kept = [row for row in others if row["name"].partition(": ")[0] != name]
    draft = OUT.with_suffix(".new")
    draft.write_text(json.dumps([*kept, *rows], indent=1) + "\n", encoding="utf-8")
    draft.replace(OUT)


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _written(number: float | None, width: int, digits: int) -> str:
    return f"{'':>{width}}" if number is None else f"{number:>{width},.{digits}f}"


def spread(times: Sequence[float], name: str = "") -> dict[str, float]:
    """Milliseconds: the middle one, one in twenty, one in a hundred."""
    rows = sorted(times)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {
        f"{name}{share}_ms": rows[max(math.ceil(part * len(rows)) - 1, 0)]
        for share, part in shares.items()
    }
