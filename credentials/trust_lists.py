"""The trust lists of the federations of this portal, read as a stranger reads them: published, signed, in date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from credentials import publishing
from credentials.core.data_integrity.proof import verify_proof
from credentials.core.encoding import parse_json
from credentials.core.errors import CoreError
from credentials.core.trust_list import Entry, read_trust_list
from credentials.models import PublishedDocument
from credentials.resolving import FRESH_IDENTIFIER, resolve
from tenants.dates import today_in
from tenants.models import Cooperative

IN_FORCE: Final = "inForce"


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
    kept = PublishedDocument.objects.filter(url__in=bodies)
    for url, etag in kept.order_by("pk").values_list("url", "etag"):
        body = bodies[url]
        # Its days are the body's, as those of the accreditations on it.
        today = today_in(body.time_zone, now).isoformat()
        for entry in _entries(url, etag, body.did, int(now.timestamp() // FRESH_IDENTIFIER)):
            holds = entry.standing == IN_FORCE and entry.until >= today
            yield Listed(body, entry, holds)


def listed_dids(now: datetime) -> set[str]:
    """The co-ops that a federation of this portal confirms today."""
    return {each.entry.did for each in listed(now) if each.holds}


@lru_cache(maxsize=128)
def _entries(url: str, etag: str, issuer: str, period: int) -> tuple[Entry, ...]:
    """What the body has signed; nothing where it has not.

    The same bytes are looked at once per process and period, which is as long as keys may be remembered. What
    ends within the period has ended.
    """
    now = datetime.fromtimestamp((period + 1) * FRESH_IDENTIFIER, UTC)
    body = PublishedDocument.objects.filter(url=url, etag=etag).values_list("body", flat=True)
    try:
        document = parse_json(body.first() or "")
        entries = read_trust_list(document, url=url, issuer=issuer, now=now)
        signer = verify_proof(document, resolve=resolve, now=now)
    except CoreError:
        return ()
    return entries if signer == issuer else ()
