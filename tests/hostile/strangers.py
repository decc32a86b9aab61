"""What a portal of somebody else's makes of hostile words: names, cards, badges, trust lists, each signed as it should be."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from functools import partial
from typing import Any

from credentials.core.encoding import is_plain
from credentials.core.trust_list import Entry, build_trust_list
from tests.hostile.poison import Poison
from tests.outbound.abroad import Abroad, with_endpoint
from tests.outbound.answerer import Answerer
from tests.outbound.server import NAME, Server


class Words:
    """Each text once, and as what it was given out: `said` has them by what they are."""

    def __init__(self, start: int = 0) -> None:
        self._poison = Poison(start)
        self.said: dict[str, list[str]] = defaultdict(list)

    def text(self, what: str, most: int = 100) -> str:
        found = self._poison.text(most)
        self.said[what].append(found)
        return found

    def plain(self, what: str) -> str:
        """One that the portal takes for a name: on one line, without signs that turn others round."""
        found = next(text for text in iter(lambda: self._poison.text(100), None) if is_plain(text))
        self.said[what].append(found)
        return found


def abroad(words: Words, server: Server, slug: str, kind: type[Abroad] = Abroad) -> Any:
    """A co-op elsewhere: its name is hostile, and so is whatever else stands in its document."""
    coop = kind(slug, slug[0].encode() * 32, name=words.plain("co-op"))
    with_endpoint(coop, server)
    kept = json.loads(coop.pages[coop.path][1])
    unasked = {name: words.text("DID document") for name in ("name", "description", "alsoKnownAs")}
    strange = {"id": f"{coop.did}#x", "type": "Hub", "serviceEndpoint": words.text("DID document")}
    kept |= {**unasked, "service": [*kept["service"], strange]}
    coop.put(coop.path, kept, "application/did+json")
    if isinstance(coop, Answerer):  # it answers desks as well
        server.say = partial(coop._hear, server)
    return coop


def card(words: Words, home: Abroad) -> dict[str, Any]:
    said = {"class_name": 200, "name": 200, "number": 40, "home_region": 200}
    return dict(home.card(**{each: words.text(each, most) for each, most in said.items()}))


def badge(words: Words, home: Abroad) -> dict[str, Any]:
    """As an Open Badge says what somebody has achieved."""
    achievement = {
        "type": ["Achievement"],
        "name": words.text("badge"),
        "description": words.text("badge"),
        "criteria": {"narrative": words.text("badge")},
    }
    document = {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            {"@vocab": "https://badges.example/#"},
        ],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": home.did, "name": words.text("badge")},
        "name": words.text("badge"),
        "description": words.text("badge"),
        "credentialSubject": {"name": words.text("badge"), "achievement": achievement},
    }
    return dict(home.signed(document))


def trust_list(words: Words, body: Abroad) -> dict[str, Any]:
    listed = Entry(
        *(f"did:web:{NAME}:c:elm", words.text("trust list"), "COOP", "primary", "vouched"),
        *("2026-01-01", "2027-01-01", "inForce"),
    )
    unsigned = build_trust_list(
        url=f"{body.origin}/c/{body.slug}/trust-list.json",
        issuer=body.did,
        issuer_name=words.text("trust list"),
        number=1,
        entries=[listed],
        valid_from=body.now - timedelta(days=1),
        valid_until=body.now + timedelta(days=30),
    )
    return dict(body.signed(unsigned))
