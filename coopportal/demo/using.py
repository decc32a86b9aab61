"""What members of the invented co-ops have used at partners so far: given as a desk and a page give it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from benefits import agreed, situations
from benefits.cards import Card
from benefits.eligibility import Evidence, Standing
from benefits.models import Redemption
from benefits.services import clearing
from benefits.services.giving import Giving, give_benefit
from coopportal.demo import cast, offers
from credentials.models import Credential, Disclosure
from credentials.services.disclosing import note_shown
from tenants import scope
from tenants.models import Cooperative, Membership


@dataclass(frozen=True)
class Evenings:
    """So many members of `home` had `benefit` at `host`, one each few hours until the first run."""

    host: str
    home: str
    benefit: str
    people: int
    units: int = 1
    amount: int = 0
    site: str = ""
    hours: int = 7


USED: Final = (
    Evenings(offers.HOLIDAYS, offers.MUSIC, offers.WEEK.id, 6, site="Web shop", hours=30),
    Evenings(cast.NORTHLIGHT, cast.HILLSIDE, offers.FILM.id, 9, 2, site="Box office"),
    Evenings(cast.HILLSIDE, cast.GREEN_VALLEY, offers.TOOLS.id, 12, 2, site="Front desk"),
    Evenings(cast.GREEN_VALLEY, cast.HILLSIDE, offers.GROCERIES.id, 14, 1, 145, "Till 2"),
)

TOLD: Final = ("membershipClass", "validUntil", "membershipId", "initials")
# Who asked for what beforehand: host, home, benefit, and a word to the office.
ASKED: Final = (
    (offers.MUSIC, offers.HOLIDAYS, offers.INSTRUMENTS.id, "I play the viola, and mine is broken."),
    (cast.HILLSIDE, cast.NORTHLIGHT, offers.WORKSHOP.id, "Any Saturday is fine for me."),
)


def use(slugs: Collection[str], *, now: datetime) -> None:
    """Repeated, it only adds what is missing."""
    for each in USED:
        if {each.host, each.home} <= set(slugs):
            _spread(each, now)
    for host, home, benefit, note in ASKED:
        if {host, home} <= set(slugs):
            _ask(host, home, benefit, note)


def _ask(host: str, home: str, gift: str, note: str) -> None:
    """One member asks, who may not have it without; asked twice is once."""
    [(card, _membership)] = _cards(Cooperative.objects.get(slug=home), 1)
    there = Cooperative.objects.get(slug=host)
    with scope.within(there.pk):
        bond = agreed.partner(card.home)
        benefit = (
            next((each for each in bond.ours_today if each.id == gift), None) if bond else None
        )
        if bond and benefit:
            asked = situations.ask(
                there, bond, card, benefit, evidence=Evidence.LIVE, standing=Standing.GOOD
            )
            clearing.ask_clearance(asked, note=note)


def _spread(each: Evenings, now: datetime) -> None:
    home = Cooperative.objects.get(slug=each.home)
    host = Cooperative.objects.get(slug=each.host)
    cards = _cards(home, each.people)
    with scope.within(host.pk):
        film = each.benefit == offers.FILM.id
        known = set(Redemption.objects.values_list("key", flat=True))
        bond = agreed.partner(home.did)
        gifts = bond.ours_today if bond else ()
        benefit = next((gift for gift in gifts if gift.id == each.benefit), None)
        if bond is None or benefit is None:
            return
        for number, (card, membership) in enumerate(cards):
            key = f"demo {each.benefit} {number}"
            if key not in known:
                _tell(home, host, membership, nonce=key)
                asked = situations.ask(
                    host,
                    bond,
                    card,
                    benefit,
                    evidence=Evidence.LIVE,
                    standing=Standing.GOOD,
                    at=now - timedelta(hours=each.hours * (number + 1)),
                    units=each.units,
                    adults=each.units if film else 1,
                    amount=each.amount * (number % 5 + 1),
                    site=each.site,
                    visit=f"evening {number}" if film else "",
                )
                given = asked.giving(key=key, confirmed=True)
                give_benefit(replace(_with_the_card_of_then(given), question=key))


def _tell(home: Cooperative, host: Cooperative, membership: Membership, *, nonce: str) -> None:
    """The home was asked, so that the host can report an incident about whatever was given."""
    with scope.within(home.pk):
        note_shown(
            membership,
            asker=(host.did, host.name),
            purpose=Disclosure.Purpose.DESK,
            nonce=nonce,
            told=TOLD,
        )


def _with_the_card_of_then(giving: Giving) -> Giving:
    """All cards here were made today; the member had an earlier one when this was used."""
    then = replace(giving.claims, valid_from=giving.situation.now.date())
    return replace(giving, claims=then)


def _cards(home: Cooperative, people: int) -> list[tuple[Card, Membership]]:
    """Of members who have a login nowhere: the people one can be begin with nothing used."""
    with scope.within(home.pk):
        rows = Credential.objects.filter(
            further=None,
            superseded_at=None,
            membership__standing=Membership.Standing.GOOD,
            membership__membership_class__visiting=False,
            membership__member__user=None,
        ).order_by("membership__member__number")
        found = list(rows.select_related("membership")[:people])
    return [(Card.read(json.loads(row.document)), row.membership) for row in found]
