"""The figures of a benchmark: on the screen, and beside those of the others in `var/bench.json`."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

OUT: Final = Path("var/bench.json")


def keep(name: str, figures: Mapping[str, Any]) -> None:
    """Print the figures of one benchmark and put them in place of its last ones."""
    OUT.parent.mkdir(exist_ok=True)
    known = json.loads(OUT.read_text(encoding="utf-8")) if OUT.exists() else {}
    draft = OUT.with_suffix(".new")
    draft.write_text(json.dumps({**known, name: dict(figures)}, indent=1) + "\n", encoding="utf-8")
    draft.replace(OUT)
    width = max(map(len, figures))
    for each, figure in figures.items():
        number = isinstance(figure, float)
        print(
            f"{each:<{width}}  {figure:>14,.3f}" if number else f"{each:<{width}}  {figure!s:>14}"
        )


def spread(times: Sequence[float], name: str = "") -> dict[str, float]:
    """Milliseconds: the middle one, one in twenty, one in a hundred."""
    rows = sorted(times)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99}
    return {
        f"{name}{share}_ms": rows[max(math.ceil(part * len(rows)) - 1, 0)]
        for share, part in shares.items()
    }
