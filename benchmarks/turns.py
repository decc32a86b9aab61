"""Pages asked of servers in one process, in turns, as a server hands them over (WSGI). Imported before Django is set up."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable, Iterable, Mapping
from time import perf_counter, process_time
from typing import Any, Final

Server = Callable[..., Iterable[bytes]]
Taken = dict[str, list[tuple[float, float]]]

WARM: Final = 40
PLAIN: Final = [  # as `startproject` writes them down
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
_asked = iter(range(1, 2**24))


def ask(server: Server, path: str, wanted: bytes, *, cookies: str = "") -> bytes:
    """The page, asked for from an address of its own, so that nobody's limit is reached. Ends the programme where it is another one."""
    number = next(_asked)
    place, _mark, query = path.partition("?")
    told: list[str] = []
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": place,
        "SCRIPT_NAME": "",
        "QUERY_STRING": query,
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "testserver",
        "HTTP_ACCEPT": "text/html,*/*",
        "HTTP_ACCEPT_LANGUAGE": "en",
        "HTTP_COOKIE": cookies,
        "REMOTE_ADDR": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    answer = server(environ, lambda status, _headers: told.append(status))
    body = b"".join(answer)
    answer.close()  # type: ignore[attr-defined]  # -- an answer of Django has it
    if told != ["200 OK"] or wanted not in body:
        raise SystemExit(f"{path} answers {told} and {body[:300]!r}.")
    return body


def in_turns(
    asked: Mapping[str, Callable[[int], object]], times: int, *, warm: int = WARM
) -> Taken:
    """Seconds of the clock and of the processor of each, one after another, so that all have the same neighbours."""
    taken: Taken = {name: [] for name in asked}
    for turn in range(warm + times):
        for name, ask_for in asked.items():
            gc.collect(0)
            begun, used = perf_counter(), process_time()
            ask_for(turn)
            if turn >= warm:
                taken[name].append((perf_counter() - begun, process_time() - used))
    return taken
