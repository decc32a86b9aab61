"""The trust lists of the federations of this portal, read as a stranger reads them: published, signed, in date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from credentials import publishing
from credentials.core.data_integrity.proof import verify_proof
from credentials.core.encoding import parse_json
from credentials.core.errors import CoreError
from credentials.core.trust_list import Entry, parts_of, read_part, read_trust_list
from credentials.core.types import JSON
from credentials.models import PublishedDocument
from credentials.resolving import FRESH_IDENTIFIER, resolve
from tenants.dates import today_in
from tenants.models import Cooperative

IN_FORCE: Final = "inForce"
SUSPENDED: Final = "suspended"


@dataclass(frozen=True)
class Listed:
    """A co-op on the list of a body. `holds` where the body confirms it today."""

    body: Cooperative
    entry: Entry
    holds: bool


def listed(now: datetime) -> Iterator[Listed]:
    """Everybody on a list that holds now. A list out of date lists nobody until it is signed again."""
    federations = Cooperative.objects.filter(level=Cooperative.Level.SECONDARY)
    bodies = {
        publishing.trust_list_address(body): body
        for body in federations.exclude(state=Cooperative.State.CLOSED).order_by("pk")
    }
    for url, etag in _etags(bodies):
        body = bodies[url]
        # Its days are the body's, as those of the accreditations on it.
        today = today_in(body.time_zone, now).isoformat()
        for entry in _all_entries(_Place(url, etag, body.did), now):
            holds = entry.standing == IN_FORCE and entry.until >= today
            yield Listed(body, entry, holds)


def listed_dids(now: datetime) -> set[str]:
    """The co-ops that a federation of this portal confirms today."""
    return standings(now)[0]


def standings(now: datetime) -> tuple[set[str], set[str]]:
    """Those whom a federation confirms today; and those whom one has suspended, and no other confirms."""
    everybody = list(listed(now))
    confirmed = {each.entry.did for each in everybody if each.holds}
    suspended = {each.entry.did for each in everybody if each.entry.standing == SUSPENDED}
    return confirmed, suspended - confirmed


@dataclass(frozen=True)
class _Place:
    """Where something that a body signed is published, and which bytes; of a part, where the whole list is."""

    url: str
    etag: str
    issuer: str
    whole: str = ""


@dataclass(frozen=True)
class _Said:
    entries: tuple[Entry, ...] = ()
    parts: tuple[str, ...] = ()


def _etags(urls: Iterable[str]) -> Iterable[tuple[str, str]]:
    kept = PublishedDocument.objects.filter(url__in=list(urls)).order_by("pk")
    return kept.values_list("url", "etag")


def _all_entries(place: _Place, now: datetime) -> Iterator[Entry]:
    period = int(now.timestamp() // FRESH_IDENTIFIER)
    head = _said(place, period)
    yield from head.entries
    if head.parts:
        for url, etag in _etags(head.parts):
            yield from _said(replace(place, url=url, etag=etag, whole=place.url), period).entries


@lru_cache(maxsize=512)
def _said(place: _Place, period: int) -> _Said:
    """What the body has signed; nothing where it has not.

    The same bytes are looked at once per process and period, which is as long as keys may be remembered. What
    ends within the period has ended.
    """
    now = datetime.fromtimestamp((period + 1) * FRESH_IDENTIFIER, UTC)
    kept = PublishedDocument.objects.filter(url=place.url, etag=place.etag)
    try:
        document = parse_json(kept.values_list("body", flat=True).first() or "")
        said = _read(document, place, now)
        signer = verify_proof(document, resolve=resolve, now=now)
    except CoreError:
        return _Said()
    return said if signer == place.issuer else _Said()


def _read(document: JSON, place: _Place, now: datetime) -> _Said:
    url, issuer = place.url, place.issuer
    if place.whole:
        return _Said(read_part(document, url=url, whole=place.whole, issuer=issuer, now=now))
    entries = read_trust_list(document, url=url, issuer=issuer, now=now)
    return _Said(entries, parts_of(document, url=url))
