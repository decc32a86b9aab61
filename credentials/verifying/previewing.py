"""Whom a rule lets in: every co-op on the trust lists of this portal, and every partner, weighed by it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils import timezone

from credentials import partners, publishing
from credentials.acceptance import Acceptance, Home, Policy, Word, decide_acceptance
from credentials.core.data_integrity.proof import verify_proof
from credentials.core.encoding import parse_json
from credentials.core.errors import CoreError
from credentials.core.lists import careful
from credentials.core.trust_list import Entry, read_trust_list
from credentials.core.types import Resolve
from credentials.models import PublishedDocument
from credentials.resolving import STRANGER
from tenants.models import Cooperative

IN_FORCE: Final = "inForce"


@dataclass(frozen=True)
class Weighed:
    """One co-op, and what the rule says of it."""

    name: str
    slug: str
    acceptance: Acceptance


def weigh_all(policy: Policy, here: Cooperative) -> list[Weighed]:
    """Those that are in before those that are out. The current co-op itself is left out."""
    words, names = _listed()
    bound = partners.dids()
    homes = _known({*words, *bound, *policy.allowed, *policy.denied})
    found = []
    for did in sorted({*words, *homes} - {here.did}):
        known = homes.get(did)
        home = Home(did, is_partner=did in bound, words=tuple(words.get(did, ())))
        name = known.name if known else names.get(did, did)
        acceptance = decide_acceptance(policy, home)
        found.append(Weighed(name, known.slug if known else "", acceptance))
    return sorted(found, key=lambda each: (not each.acceptance.accepted, each.name))


def _known(dids: set[str]) -> dict[str, Cooperative]:
    """Those of them that are of this portal."""
    rows = Cooperative.objects.exclude(state=Cooperative.State.CLOSED)
    return {each.did: each for each in rows.only("did", "name", "slug") if each.did in dids}


def _listed() -> tuple[dict[str, list[Word]], dict[str, str]]:
    words: dict[str, list[Word]] = defaultdict(list)
    names: dict[str, str] = {}
    today = timezone.localdate().isoformat()
    resolve = careful(STRANGER.resolve)
    bodies = Cooperative.objects.filter(level=Cooperative.Level.SECONDARY)
    for body in bodies.exclude(state=Cooperative.State.CLOSED):
        for entry in _entries(body, resolve):
            holds = entry.standing == IN_FORCE and entry.until >= today
            word = Word(body.did, body.name, entry.category, entry.assurance, holds)
            words[entry.did].append(word)
            names.setdefault(entry.did, entry.name)
    return words, names


def _entries(body: Cooperative, resolve: Resolve) -> tuple[Entry, ...]:
    """As the body has published and signed it; nothing where that does not hold."""
    url = publishing.trust_list_address(body)
    row = PublishedDocument.objects.filter(url=url).first()
    if row is None:
        return ()
    now = timezone.now()
    try:
        document = parse_json(row.body)
        entries = read_trust_list(document, url=url, issuer=body.did, now=now)
        signer = verify_proof(document, resolve=resolve, now=now)
    except CoreError:
        return ()
    return entries if signer == body.did else ()
