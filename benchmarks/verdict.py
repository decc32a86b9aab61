"""The page that any phone sees behind a card's QR code, beside a bare page: `python -m benchmarks.verdict [times]`.

Pages in one process, asked in turns, as a server hands them over (WSGI): the portal's own `/v/<code>` with all of its
middleware; a page of Django as `startproject` sets it up, which asks the database the same by the same models and writes what
it found into a short template; and a view that answers `{"ok": true}`, behind that middleware and, told besides, behind the portal's own. By the clock and by the processor. On SQLite and
on PostgreSQL, a card of each of many members, with the limit of how often somebody may ask taken away by other addresses.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable, Iterable
from statistics import median
from time import perf_counter, process_time
from typing import Any, Final

from benchmarks.alone import ONE_RUN, both, portal, say
from benchmarks.report import keep
from tests.support.setups import EMBEDDED, SERVERS

TIMES: Final = 400
CARDS: Final = 40
WARM: Final = 40
MOST_OF_BARE: Final = 1.5
MOST_OF_JSON: Final = 8.0
OF_BARE, OF_JSON = "wall p50 ÷ a bare page", "processor p50 ÷ JSON"
PLAIN: Final = [  # as `startproject` writes them down
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

Taken = dict[str, list[tuple[float, float]]]


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
    taken = in_turns(pages(), codes, times)
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


def pages() -> dict[str, Callable[[str], None]]:
    """By name, what asks for one of a card's code."""
    from django.conf import settings  # noqa: PLC0415 -- once Django is set up
    from django.core.handlers.wsgi import WSGIHandler  # noqa: PLC0415 -- as above
    from django.test import override_settings  # noqa: PLC0415 -- as above

    ours = WSGIHandler()
    with override_settings(MIDDLEWARE=["benchmarks.bare.ItsOwnAddresses", *PLAIN]):
        plain = WSGIHandler()
    with override_settings(MIDDLEWARE=["benchmarks.bare.ItsOwnAddresses", *settings.MIDDLEWARE]):
        behind = WSGIHandler()
    return {
        "the page": lambda code: _ask(ours, f"/v/{code}", b"data-answer"),
        "a bare page": lambda code: _ask(plain, f"/bare/{code}", b"Oak Street"),
        "JSON": lambda _code: _ask(plain, "/json", b'{"ok": true}'),
        "JSON behind ours": lambda _code: _ask(behind, "/json", b'{"ok": true}'),
    }


_asked = iter(range(1, 2**24))


def _ask(server: Callable[..., Iterable[bytes]], path: str, wanted: bytes) -> None:
    number = next(_asked)  # each from an address of its own
    place = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    told: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "HTTP_ACCEPT": "text/html,*/*",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "REMOTE_ADDR": place,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    answer = server(environ, lambda status, _headers: told.append(status))
    body = b"".join(answer)
    answer.close()  # type: ignore[attr-defined]  # -- an answer of Django has it
    if told != ["200 OK"] or wanted not in body:
        raise SystemExit(f"{path} answers {told} and {body[:300]!r}.")


def in_turns(asked: dict[str, Callable[[str], None]], codes: list[str], times: int) -> Taken:
    """Seconds of the clock and of the processor of each, one after another, so that all have the same neighbours."""
    taken: Taken = {name: [] for name in asked}
    for turn in range(WARM + times):
        for name, ask in asked.items():
            gc.collect(0)
            begun, used = perf_counter(), process_time()
            ask(codes[turn % len(codes)])
            if turn >= WARM:
                taken[name].append((perf_counter() - begun, process_time() - used))
    return taken


if __name__ == "__main__":
    main()
