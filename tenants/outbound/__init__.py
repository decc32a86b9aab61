"""The one door to other servers: asks what may be asked, believes nothing, and waits for nobody long.

`docs/adr/0040-outbound-client.md` has the rules and why.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from tenants.outbound import names, pace
from tenants.outbound.errors import InsideTransactionError, OutboundError
from tenants.outbound.places import Detour, Place, check_domain, place_of
from tenants.outbound.wire import TOTAL, Ask, Got, ask

__all__ = [
    "DID_DOCUMENT",
    "REQUEST_OBJECT",
    "SIGNED_DOCUMENT",
    "STATUS_LIST",
    "TOTAL",
    "Got",
    "InsideTransactionError",
    "Kept",
    "OutboundError",
    "Profile",
    "fetch",
    "post",
    "texts",
]

log = logging.getLogger(__name__)

JSON_TYPES: Final = frozenset({"application/json", "application/ld+json"})
AGENT: Final = "CoopPortal"
KEPT_FOR: Final = 600  # seconds; nobody uses anything that is older than five minutes
MOST_OF_AN_ANSWER: Final = 64 * 1024


@dataclass(frozen=True)
class Profile:
    """A kind of document: how much of it, and under which names it may come.

    One address may be asked for several kinds: what it said or failed to say as one says nothing of another.
    """

    kind: str
    most: int
    types: frozenset[str]


DID_DOCUMENT: Final = Profile(
    "identifier",
    128 * 1024,
    JSON_TYPES | {"application/did", "application/did+json", "application/did+ld+json"},
)
SIGNED_DOCUMENT: Final = Profile(
    "signed",
    512 * 1024,
    JSON_TYPES | {"application/vc", "application/vp", "application/vc+ld+json"},
)
REQUEST_OBJECT: Final = Profile(
    "request", 64 * 1024, frozenset({"application/oauth-authz-req+jwt"})
)
STATUS_LIST: Final = Profile("list", 2 * 1024 * 1024, SIGNED_DOCUMENT.types)


@dataclass(frozen=True)
class Kept:
    """A document as it was fetched, and when (seconds since 1970)."""

    body: bytes
    fetched_at: float

    @property
    def age(self) -> float:
        """A clock that was set back makes nothing younger."""
        return abs(time.time() - self.fetched_at)


def fetch(
    url: str, profile: Profile, *, fresh: float, lane: str = "stranger", total: float = TOTAL
) -> Kept:
    """The document at an address, not older than `fresh` seconds. Raises OutboundError.

    Never within a database transaction: InsideTransactionError.
    """
    _outside_transactions()
    place = _place(url)
    mark = f"{profile.kind}|{url}"
    found = _kept(mark)
    if found is not None and found.age <= fresh:
        return found
    with _alone(mark):  # who waited finds what the first one fetched
        found = _kept(mark)
        if found is not None and found.age <= min(fresh, TOTAL):
            return found
        headers = {"Accept": ", ".join(sorted(profile.types))}
        what = Ask("GET", _headers(headers), profile.most, profile.types, total=total)
        got = _asked(mark, place, lane, what)
        fetched = Kept(got.body, time.time())
        kept = (fetched.body, fetched.fetched_at)
        pace.memory().set(pace.key("kept", mark), kept, KEPT_FOR)
        return fetched


def _kept(mark: str) -> Kept | None:
    found = pace.memory().get(pace.key("kept", mark))
    return Kept(*found) if found else None


def post(
    url: str,
    body: bytes,
    *,
    content_type: str,
    headers: Mapping[str, str] | None = None,
    types: frozenset[str] = JSON_TYPES,
    lane: str = "partner",
    total: float = TOTAL,
) -> Got:
    """Send something once. Raises OutboundError, also for every answer but 2xx; it may have arrived."""
    _outside_transactions()
    place = _place(url)
    own = {"Accept": ", ".join(sorted(types)), "Content-Type": content_type, **(headers or {})}
    what = Ask("POST", _headers(own), MOST_OF_AN_ANSWER, types, body=body, total=total)
    return _asked("", place, lane, what)


def texts(label: str, domain: str, *, lane: str = "stranger") -> list[str]:
    """What the name servers say in TXT records under `label.domain`, now; nothing where there is none.

    Without a label, of the domain itself.

    They are believed as they are for every name: signatures (DNSSEC) are not checked. Raises OutboundError.
    """
    _outside_transactions()
    if not settings.OUTBOUND:
        raise OutboundError("switched_off")
    check_domain(domain, named=settings.OUTBOUND_HOSTS)
    asked = f"dns {domain}"
    pace.may_ask("", asked, lane)
    try:
        found = names.texts(f"{label}.{domain}.".lstrip("."), server=settings.OUTBOUND_DNS)
    except OutboundError as error:
        log.warning("The name servers did not answer for %s: %s.", domain, error.reason)
        pace.note_failure("", asked, lane, error.reason)
        raise
    pace.note_success(asked, lane)
    return found


def _headers(own: Mapping[str, str]) -> dict[str, str]:
    return {
        "User-Agent": AGENT,
        "Accept-Encoding": "identity",
        "Connection": "close",
        **own,
    }


def _asked(mark: str, place: Place, lane: str, what: Ask) -> Got:
    try:
        pace.may_ask(mark, place.netloc, lane)
    except OutboundError as error:
        log.info("%s is not asked now (%s).", place.netloc, error.reason)
        raise
    try:
        got = ask(place, what)
    except OutboundError as error:
        log.warning(
            "%s %s%s failed: %s (%s).",
            what.method,
            place.netloc,
            place.target.partition("?")[0],
            error.reason,
            error.__cause__,
        )
        pace.note_failure(mark, place.netloc, lane, error.reason)
        raise
    pace.note_success(place.netloc, lane)
    return got


def _place(url: str) -> Place:
    if not settings.OUTBOUND:
        raise OutboundError("switched_off")
    own = str(urlsplit(settings.CANONICAL_ORIGIN).hostname)
    detours = {netloc: Detour(**told) for netloc, told in settings.OUTBOUND_HOSTS.items()}
    return place_of(url, detours=detours, own_host=own)


def _outside_transactions() -> None:
    """The transaction around a test is none of ours."""
    if any(not block._from_testcase for block in connection.atomic_blocks):  # type: ignore[attr-defined]  # noqa: SLF001 -- as atomic(durable=True) asks
        raise InsideTransactionError


_locks: dict[str, tuple[threading.Lock, int]] = {}
_guard = threading.Lock()


@contextmanager
def _alone(mark: str) -> Iterator[None]:
    """One question per address, kind and process at a time."""
    with _guard:
        lock, waiting = _locks.get(mark, (threading.Lock(), 0))
        _locks[mark] = (lock, waiting + 1)
    try:
        with lock:
            yield
    finally:
        with _guard:
            lock, waiting = _locks[mark]
            if waiting == 1:
                del _locks[mark]
            else:
                _locks[mark] = (lock, waiting - 1)
