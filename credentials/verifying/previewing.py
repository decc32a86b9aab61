"""Whom a rule lets in: every co-op on the trust lists of this portal, and every partner, weighed by it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils import timezone

from credentials import partners, trust_lists
from credentials.acceptance import Acceptance, Home, Policy, Word, decide_acceptance
from tenants.models import Cooperative


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
    for each in trust_lists.listed(timezone.now()):
        entry, body = each.entry, each.body
        word = Word(body.did, body.name, entry.category, entry.assurance, each.holds)
        words[entry.did].append(word)
        names.setdefault(entry.did, entry.name)
    return words, names
