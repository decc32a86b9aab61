"""What a card costs as a co-op grows: `python -m benchmarks.growth [largest]`.

A co-op with 1,000, 10,000, 100,000 and a million members, entered as rows; at each size 100 more join and get their cards, as they
do in life, cards are suspended one by one until their list is public, the fullest list is published, and cards are checked by their
code and by their signed file. The same work each time: CPU time of this process (on SQLite the database included) and the clock. On
SQLite and on PostgreSQL. It ends non-zero where a card of the largest size costs more than half as much again as at the smallest.
"""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from benchmarks.alone import ONE_RUN, both, portal, say, settle
from benchmarks.report import keep
from tests.support.setups import EMBEDDED, SERVERS

SIZES: Final = (1_000, 10_000, 100_000, 1_000_000)
MORE: Final = 100
ONE_BY_ONE: Final = 15
MOST: Final = 1.5
ACTS: Final = {
    "issuing a card": "#1b6e53",
    "a suspension until its list is public": "#8a4b08",
    "publishing the fullest list": "#6b3fa0",
    "checking a card by its code": "#0b5cad",
    "checking a card by its file": "#a3215b",
}
HELD: Final = tuple(name for name in ACTS if "fullest" not in name)


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        with portal(sys.argv[2], OUTBOUND="no"):
            run(int(sys.argv[3]))
        return
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else SIZES[-1]
    figures = both("benchmarks.growth", largest)
    sizes = [size for size in SIZES if size <= largest]
    folder = Path("docs/figures" if os.environ.get("FIGURES") == "write" else "var")
    (folder / "growth.svg").write_text(drawn(figures, sizes), encoding="utf-8")
    grown = {}
    for setup in (EMBEDDED, SERVERS):
        for act in HELD:
            first, last = (figures.get(_name(setup, act, size)) for size in (sizes[0], sizes[-1]))
            if first and last:
                grown[f"{setup}, {act}, largest ÷ smallest"] = last / first
    keep("growth", {"largest": largest, **figures, **grown}, told=["largest", *grown])
    missed = [name for name, ratio in grown.items() if ratio > MOST]
    if missed:
        sys.exit(f"It grows: {'; '.join(missed)}.")


def _name(setup: str, act: str, size: int) -> str:
    return f"{setup}, {size:,}: {act}, processor ms"


def run(largest: int) -> None:
    from benchmarks import crowd, town  # noqa: PLC0415 -- once Django is set up
    from tenants import outbox, scope  # noqa: PLC0415 -- as above

    coop = town.opened("oak", "Oak Street")
    town.join(coop, ONE_BY_ONE)
    outbox.drain()
    here = 0
    for size in SIZES:
        if size > largest:
            return
        with scope.within(coop.pk):
            begun = perf_counter()
            crowd.grow(size - here)
            print(f"{size:,} members after {perf_counter() - begun:.0f} s", flush=True)
        here = size
        settle()
        for act, (used, taken) in _measured(coop, size).items():
            say(f"{size:,}: {act}, processor ms", 1000 * used)
            say(f"{size:,}: {act}, ms", 1000 * taken)


def _measured(coop: Any, size: int) -> dict[str, tuple[float, float]]:
    from benchmarks import town  # noqa: PLC0415 -- once Django is set up
    from credentials.models import Credential, StatusSeries  # noqa: PLC0415 -- as above
    from credentials.services import status  # noqa: PLC0415 -- as above
    from credentials.verifying.check import check_anything  # noqa: PLC0415 -- as above
    from credentials.verifying.given import CardCode, SignedFile  # noqa: PLC0415 -- as above
    from tenants import outbox, scope  # noqa: PLC0415 -- as above
    from tenants.models import Staff  # noqa: PLC0415 -- as above
    from tenants.services.members import suspend_membership  # noqa: PLC0415 -- as above

    town.join(coop, MORE, prefix=f"N{size}")
    issued = _timed(outbox.drain)
    with scope.within(coop.pk):
        cards = list(Credential.objects.exclude(document="{}").select_related("membership").order_by("-issued_at")[:MORE])  # fmt: skip
        by = Staff.objects.all()[0]
        fullest = StatusSeries.objects.order_by("-next_counter")[0].pk
        listed = [_timed(lambda: status.publish_series([fullest])) for _ in range(5)]
    if len({card.membership_id for card in cards if card.checked_at}) != MORE:
        raise SystemExit(f"{MORE} cards were wanted at {size:,}.")
    by_code = [
        _checked(lambda card=card: check_anything(CardCode(card.card_code, ""))) for card in cards
    ]
    by_file = [
        _checked(lambda card=card: check_anything(SignedFile(_document(card)))) for card in cards
    ]
    suspended = []
    for card in cards[:ONE_BY_ONE]:
        with scope.within(coop.pk):
            suspend_membership(card.membership, reason="Fees", by=by)
        suspended.append(_timed(outbox.drain))
    each = (issued[0] / MORE, issued[1] / MORE)
    return dict(
        zip(ACTS, (each, *map(_middle, (suspended, listed, by_code, by_file))), strict=True)
    )


def _document(card: Any) -> Any:
    from credentials.core.encoding import parse_json  # noqa: PLC0415 -- once Django is set up

    return parse_json(card.document.encode())


def _checked(ask: Callable[[], Any]) -> tuple[float, float]:
    told: list[Any] = []
    taken = _timed(lambda: told.append(ask()))
    if told[0].verdict != "good":
        raise SystemExit(f"A good card is {told[0].verdict}.")
    return taken


def _timed(act: Callable[[], object]) -> tuple[float, float]:
    used, begun = process_time(), perf_counter()
    act()
    return process_time() - used, perf_counter() - begun


def _middle(rows: list[tuple[float, float]]) -> tuple[float, float]:
    return median(each[0] for each in rows), median(each[1] for each in rows)


def drawn(figures: dict[str, float], sizes: list[int]) -> str:
    """Milliseconds of the processor over members, both on scales of tens; full lines SQLite, broken ones PostgreSQL."""
    lines, words = [], []
    for place, (act, colour) in enumerate(ACTS.items()):
        words.append(f'<text x="90" y="{330 + 18 * place}" fill="{colour}">{act}</text>')
        for setup, dash in ((EMBEDDED, ""), (SERVERS, ' stroke-dasharray="5 4"')):
            told = [(size, figures.get(_name(setup, act, size), 0.0)) for size in sizes]
            points = " ".join(f"{_x(size):.0f},{_y(ms):.0f}" for size, ms in told if ms)
            lines.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')  # fmt: skip
    words.append('<text x="380" y="330">full: SQLite, broken: PostgreSQL</text>')
    marks = [f'<text x="{_x(s):.0f}" y="305" text-anchor="middle">{s:,}</text>' for s in sizes]
    marks += [f'<text x="80" y="{_y(ms) + 4:.0f}" text-anchor="end">{ms:g} ms</text><path d="M90 {_y(ms):.0f}H620" stroke="#8884"/>' for ms in (0.1, 1, 10, 100)]  # fmt: skip
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 430" font-family="sans-serif" font-size="13">'
        '<title>Processor time by members of one co-op</title><rect width="640" height="430" fill="#fff"/>\n'
        + "\n".join([*marks, *lines, *words])
        + "\n</svg>\n"
    )


def _x(size: int) -> float:
    return 100 + 170 * (math.log10(size) - 3)


def _y(ms: float) -> float:
    return 285 - 70 * (math.log10(max(ms, 0.1)) + 1)


if __name__ == "__main__":
    main()
