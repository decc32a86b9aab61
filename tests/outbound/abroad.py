"""A co-op of another portal, which stands behind a real TLS server of ours."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.cache import cache, caches
from django.test import override_settings
from django.utils import timezone

from benefits.eligibility.rule import Rule
from benefits.models import Agreement
from benefits.services.recognising import Recognition, recognise_members
from benefits.terms import Gives, visiting_membership
from credentials.core.asking import presentation_service
from tests.benefits.scene import Side
from tests.core.scene import Coop
from tests.outbound.server import NAME, Server, serving, whole

LD = "application/ld+json"


@dataclass
class Abroad(Coop):
    """Publishes under `partner.test`; `down` closes it, `pages` is what it serves. It lives now."""

    now: datetime = field(default_factory=timezone.now)
    origin: str = f"https://{NAME}"
    down: bool = False
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def did(self) -> str:
        return f"did:web:{NAME}:c:{self.slug}"

    @property
    def path(self) -> str:
        return f"/c/{self.slug}/did.json"

    def publish(self, server: Server) -> None:
        """Its document and both lists, as they are now."""
        self.put(self.path, self.document, "application/did+json")
        for purpose in ("revocation", "suspension"):
            fresh = self.status_list(purpose, now=timezone.now())
            self.put(f"/c/{self.slug}/status/{purpose}", fresh, "application/vc")
        server.say = lambda line: self._serve(server, line)

    def put(self, path: str, document: Any, media_type: str = LD) -> None:
        self.pages[path] = (media_type, json.dumps(document).encode())

    def _serve(self, server: Server, line: Any) -> None:
        path = server.asked[-1].split(b" ")[1].decode()
        if self.down:
            return
        media_type, body = self.pages.get(path, ("", b""))
        status = "200 OK" if media_type else "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Type: {media_type}\r\nContent-Length: {len(body)}"
        whole(head, body)(line)


ENDPOINT = f"https://{NAME}/present/"


def oak_abroad() -> Abroad:
    return Abroad("oak", b"o" * 32, name="Oak Street Food Co-op")


def with_endpoint(coop: Abroad, server: Server) -> Abroad:
    """Published, and saying where its members answer."""
    coop.publish(server)
    service = presentation_service(coop.did, name=coop.name, endpoint=ENDPOINT)
    services = [*coop.document.get("service", []), service]
    coop.put(coop.path, {**coop.document, "service": services}, "application/did+json")
    return coop


def shown(coop: Abroad, server: Server, *words: dict[str, Any]) -> None:
    """What bodies say of it, published by itself and linked from its document."""
    path = f"/c/{coop.slug}/accreditation.json"
    coop.linked = f"{coop.origin}{path}"
    with_endpoint(coop, server)
    coop.put(path, coop.shows(*words), "application/vp")


def recognised(home: Abroad, host: Side, *rules: Rule) -> Agreement:
    """The host welcomes its members, for a year."""
    stay = visiting_membership({"consumer"}, 90, str(host.visiting.code))
    today = timezone.localdate()
    what = Recognition(
        did=home.did,
        name=home.name,
        gives=Gives((replace(stay, rules=(*stay.rules, *rules)),)),
        starts_on=today,
        ends_on=today + timedelta(365),
        notice_days=30,
    )
    with host.within:
        return recognise_members(what, by=host.staff)


@contextmanager
def reachable() -> Iterator[Server]:
    """A server for a test without fixtures, and a portal that knows where it stands."""
    cache.clear()
    caches["outbound"].clear()
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder)) as server,
        override_settings(OUTBOUND=True, OUTBOUND_HOSTS=server.map()),
    ):
        yield server


def asked_for(server: Server) -> list[str]:
    return [request.split(b" ")[1].decode() for request in server.asked]
