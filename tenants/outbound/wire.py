"""One question over one connection to an address that was looked at, within one deadline.

The standard library's parser reads the answer; the connection under it is ours. So the address that was
checked is the one dialled, the certificate is the name's, and neither a slow nor a big answer holds us up.
"""

from __future__ import annotations

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from tenants.outbound.errors import OutboundError
from tenants.outbound.places import Place, is_public

TOTAL: Final = 8.0
FOR_NAMES: Final = 3.0
FOR_DIALLING: Final = 4.0
MOST_OF_A_HEAD: Final = 32 * 1024
# Chunks have a length line each; more of those than of content is no answer.
OVERHEAD: Final = 2
RESOLVERS: Final = 8


@dataclass(frozen=True)
class Ask:
    """What is asked, and what may come back."""

    method: str
    headers: Mapping[str, str]
    most: int
    types: frozenset[str]
    body: bytes | None = None
    total: float = TOTAL


@dataclass(frozen=True)
class Got:
    """An answer that kept to the rules."""

    status: int
    body: bytes
    media_type: str = ""


class Clock:
    """One deadline for everything: names, dialling, greeting, head and body."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def left(self, most: float = TOTAL) -> float:
        seconds = self._end - time.monotonic()
        if seconds <= 0:
            raise OutboundError("too_slow")
        return min(seconds, most)


def ask(place: Place, what: Ask) -> Got:
    """Resolve once, dial what was checked, ask, read. Raises OutboundError."""
    clock = Clock(what.total)
    address = place.address or _checked_address(place.host, place.port, clock)
    try:
        with _dial(place, address, clock) as line:
            return _converse(place, what, line, clock)
    except ssl.SSLCertVerificationError as error:
        raise OutboundError("bad_certificate") from error
    except TimeoutError as error:
        raise OutboundError("too_slow") from error
    except (http.client.HTTPException, ValueError) as error:
        raise OutboundError("bad_answer") from error
    except OSError as error:  # refused, reset, cut off, no TLS
        raise OutboundError("unreachable") from error


_pool = ThreadPoolExecutor(RESOLVERS, thread_name_prefix="outbound-names")


def _checked_address(host: str, port: int, clock: Clock) -> str:
    """Every address of the name must be allowed: one bad one and we go to none of them."""
    # The dot ends the name: no search domain of ours is ever tried behind it.
    asked: Future[list[Any]] = _pool.submit(
        socket.getaddrinfo, f"{host}.", port, type=socket.SOCK_STREAM
    )
    try:
        answers = asked.result(clock.left(FOR_NAMES))
    except FutureTimeoutError:
        asked.cancel()
        raise OutboundError("no_such_name") from None
    except (OSError, UnicodeError):
        raise OutboundError("no_such_name") from None
    addresses = [str(answer[4][0]) for answer in answers]
    if not addresses or not all(map(is_public, addresses)):
        raise OutboundError("not_public")
    return addresses[0]


@lru_cache(maxsize=32)
def _trust(authority: str) -> ssl.SSLContext:
    """The system's authorities, or the one that the operator named for a host."""
    context = ssl.create_default_context(cafile=authority or None)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def _dial(place: Place, address: str, clock: Clock) -> ssl.SSLSocket:
    plain = socket.create_connection((address, place.port), timeout=clock.left(FOR_DIALLING))
    try:
        _look_who_is_there(plain, address, named_by_operator=bool(place.address))
        plain.settimeout(clock.left())
        context = _trust(place.authority)
        # A cut off answer must not look like a short one.
        return context.wrap_socket(plain, server_hostname=place.host, suppress_ragged_eofs=False)
    except BaseException:
        plain.close()
        raise


def _look_who_is_there(plain: socket.socket, address: str, *, named_by_operator: bool) -> None:
    """The address that was checked, and not ourselves under a public name."""
    peer, own = str(plain.getpeername()[0]), str(plain.getsockname()[0])
    if peer != address or (own == peer and not named_by_operator):
        raise OutboundError("wrong_peer")


class _Metered(io.RawIOBase):
    """What comes in: against the clock, and never more than was allowed."""

    def __init__(self, line: ssl.SSLSocket, clock: Clock, most: int) -> None:
        self._line, self._clock, self._left = line, clock, most

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self._left <= 0:
            raise OutboundError("too_big")
        self._line.settimeout(self._clock.left())
        got = self._line.recv_into(memoryview(buffer)[: self._left])
        self._left -= got
        return got


class _Line:
    """As much of a socket as the parser wants."""

    def __init__(self, line: ssl.SSLSocket, clock: Clock, most: int) -> None:
        self._line, self._clock, self._most = line, clock, most

    def sendall(self, data: bytes) -> None:
        self._line.settimeout(self._clock.left())
        self._line.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Metered(self._line, self._clock, self._most))

    def close(self) -> None:
        """The line ends with the block that dialled it."""


def _converse(place: Place, what: Ask, line: ssl.SSLSocket, clock: Clock) -> Got:
    connection = http.client.HTTPConnection(place.host)
    connection.auto_open = 0
    most = MOST_OF_A_HEAD + OVERHEAD * what.most
    connection.sock = _Line(line, clock, most)  # sendall and makefile are all it uses
    connection.putrequest(what.method, place.target, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Host": place.netloc, **what.headers}.items():
        connection.putheader(name, value)
    if what.body is not None:
        connection.putheader("Content-Length", str(len(what.body)))
    connection.endheaders(what.body)
    with suppress(ssl.SSLEOFError):
        return _read(connection.getresponse(), what)
    raise OutboundError("cut_off")


def _read(answer: http.client.HTTPResponse, what: Ask) -> Got:
    for refused, reason in _REFUSED:
        if refused(answer):
            raise OutboundError(reason)
    if not HTTP_OK <= answer.status < HTTP_MULTIPLE:
        raise OutboundError(f"status_{answer.status}")
    media_type = answer.headers.get_content_type() if answer.headers["Content-Type"] else ""
    if what.types and media_type not in what.types:
        raise OutboundError("wrong_type")
    if answer.length is not None and answer.length > what.most:
        raise OutboundError("too_big")
    body = answer.read(what.most + 1)
    if len(body) > what.most:
        raise OutboundError("too_big")
    if answer.length:  # less came than was announced
        raise OutboundError("cut_off")
    return Got(answer.status, body, media_type)


HTTP_OK: Final = 200
HTTP_MULTIPLE: Final = 300
HTTP_BAD: Final = 400
Refused = Callable[[http.client.HTTPResponse], bool]
_REFUSED: Final[tuple[tuple[Refused, str], ...]] = (
    (lambda answer: HTTP_MULTIPLE <= answer.status < HTTP_BAD, "redirected"),
    (lambda answer: answer.headers.get("Content-Encoding", "identity") != "identity", "encoded"),
    (
        lambda answer: answer.headers.get("Transfer-Encoding", "chunked").lower() != "chunked",
        "encoded",
    ),
)
