"""Status lists built and packed, beside `@digitalbazaar/vc-bitstring-status-list`: `python -m benchmarks.lists [turns]`.

The least that the specification allows, and one for sixteen million. One in a hundred is set, drawn and in no order, as
positions are given out; both get the same. CPU time, the middle of several turns; that of Node.js includes what it
collects and compiles beside. Each reads what the other packed, and must find the same positions.
"""

from __future__ import annotations

import gc
import random
import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any, Final

from benchmarks import peers
from benchmarks.report import keep
from credentials.core.status import MAXIMUM, MINIMUM, decode, encode, set_in

PEER: Final = "@digitalbazaar"
TURNS: Final = 9
SET: Final = 0.01
MOST_MS: Final = {MINIMUM: 0.7, MAXIMUM: 95}
MOST_OF_PEER: Final = {MINIMUM: 0.05, MAXIMUM: 0.4}


def main() -> None:
    turns = int(sys.argv[1]) if len(sys.argv) > 1 else TURNS
    drawn = {size: drawn_of(size) for size in MOST_MS}
    figures = {size: _ours(size, positions, turns) for size, positions in drawn.items()}
    given = [
        {
            "size": size,
            "positions": positions,
            "packed": figures[size].pop("packed"),
            "turns": turns,
        }
        for size, positions in drawn.items()
    ]
    for size, told in zip(drawn, peers.by_node("lists.mjs", given) or (), strict=False):
        agree(drawn[size], told)
        figures[size][f"{PEER}, ms"] = 1000 * told["seconds"]
        figures[size][f"÷ {PEER}"] = figures[size]["ms"] / (1000 * told["seconds"])
    keep(
        "lists",
        {
            f"{size:,} {name}": each
            for size, found in figures.items()
            for name, each in found.items()
        },
    )
    missed = [
        f"{size:,}"
        for size, found in figures.items()
        if found["ms"] > MOST_MS[size] or found.get(f"÷ {PEER}", 0) > MOST_OF_PEER[size]
    ]
    if missed:
        sys.exit(f"Not reached, for lists of {' and '.join(missed)}.")


def drawn_of(size: int) -> list[int]:
    return random.Random(size).sample(range(size), int(size * SET))


def agree(positions: list[int], told: dict[str, Any]) -> None:
    """Both read in the other's list what was put there."""
    wanted = sorted(positions)
    if told["read"] != wanted or list(set_in(decode(told["packed"]))) != wanted:
        raise SystemExit("Node.js reads or packs something else.")


def _ours(size: int, positions: list[int], turns: int) -> dict[str, Any]:
    packed = encode(positions, size)
    taken = _timed(lambda: encode(positions, size), turns)
    read = _timed(lambda: decode(packed), turns)
    return {"ms": 1000 * taken, "read, ms": 1000 * read, "letters": len(packed), "packed": packed}


def _timed(act: Callable[[], object], turns: int) -> float:
    seconds = []
    for _turn in range(turns):
        gc.collect()
        begun = process_time()
        act()
        seconds.append(process_time() - begun)
    return median(seconds)


if __name__ == "__main__":
    main()
