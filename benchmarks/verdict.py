"""The page that any phone sees behind a card's QR code, beside a bare page: `python -m benchmarks.verdict [times]`.

Pages in one process, asked in turns, as a server hands them over (WSGI): the portal's own `/v/<code>` with all of its
middleware; a page of Django as `startproject` sets it up, which asks the database the same by the same models and writes what
it found into a short template; and a view that answers `{"ok": true}`, behind that middleware and, told besides, behind the portal's own. By the clock and by the processor. On SQLite and
on PostgreSQL, a card of each of many members, with the limit of how often somebody may ask taken away by other addresses.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import median
from typing import Final

from benchmarks.alone import ONE_RUN, both, portal, say
from benchmarks.report import keep
from benchmarks.turns import PLAIN, ask, in_turns
from tests.support.setups import EMBEDDED, SERVERS

TIMES: Final = 400
CARDS: Final = 40
MOST_OF_BARE: Final = 1.5
MOST_OF_JSON: Final = 8.0
OF_BARE, OF_JSON = "wall p50 ÷ a bare page", "processor p50 ÷ JSON"


def main() -> None:
    if sys.argv[1:2] == [ONE_RUN]:
        with portal(sys.argv[2], EXTRA_HOSTS="testserver"):
            measure(int(sys.argv[3]))
        return
    times = int(sys.argv[1]) if len(sys.argv) > 1 else TIMES
    figures = both("benchmarks.verdict", times)
    keep("verdict", figures)
    limits = {OF_BARE: MOST_OF_BARE, OF_JSON: MOST_OF_JSON}
    missed = [
        f"{setup}, {name}"
        for setup in (EMBEDDED, SERVERS)
        for name, most in limits.items()
        if figures.get(f"{setup}, {name}", 0) > most
    ]
    if missed:
        sys.exit(f"Not reached: {'; '.join(missed)}.")


def measure(times: int) -> None:
    codes = cards()
    taken = in_turns(pages(codes), times)
    wall = {name: 1000 * median(each[0] for each in found) for name, found in taken.items()}
    used = {name: 1000 * median(each[1] for each in found) for name, found in taken.items()}
    for name in taken:
        say(f"{name}, wall p50 ms", wall[name])
        say(f"{name}, processor p50 ms", used[name])
    say(OF_BARE, wall["the page"] / wall["a bare page"])
    say(OF_JSON, used["the page"] / used["JSON"])
    say(f"{OF_JSON} behind ours", used["the page"] / used["JSON behind ours"])


def cards() -> list[str]:
    """Codes of cards that were issued and checked."""
    from benchmarks.town import join, opened  # noqa: PLC0415 -- once Django is set up
    from credentials.models import Credential  # noqa: PLC0415 -- as above
    from tenants import outbox, scope  # noqa: PLC0415 -- as above

    oak = opened("oak", "Oak Street")
    join(oak, CARDS)
    outbox.drain()
    with scope.within(oak.pk):
        found = list(
            Credential.objects.exclude(checked_at=None).values_list("card_code", flat=True)
        )
    if len(found) != CARDS:
        raise SystemExit(f"{CARDS} cards were wanted, {len(found)} were issued and checked.")
    return found


def pages(codes: list[str]) -> dict[str, Callable[[int], object]]:
    """By name, what asks for the page of one card after another."""

    def code(turn: int) -> str:
        return codes[turn % len(codes)]

    from django.conf import settings  # noqa: PLC0415 -- once Django is set up
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415 -- as above
    from django.test import override_settings  # noqa: PLC0415 -- as above

    ours = WSGIHandler()
    with override_settings(MIDDLEWARE=["benchmarks.bare.ItsOwnAddresses", *PLAIN]):
        plain = WSGIHandler()
    with override_settings(MIDDLEWARE=["benchmarks.bare.ItsOwnAddresses", *settings.MIDDLEWARE]):
        behind = WSGIHandler()
    return {
        "the page": lambda turn: ask(ours, f"/v/{code(turn)}", b"data-answer"),
        "a bare page": lambda turn: ask(plain, f"/bare/{code(turn)}", b"Oak Street"),
        "JSON": lambda _turn: ask(plain, "/json", b'{"ok": true}'),
        "JSON behind ours": lambda _turn: ask(behind, "/json", b'{"ok": true}'),
    }


if __name__ == "__main__":
    main()
