"""What a person may have elsewhere with each of their cards, and what they had: one co-op after another."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from benefits import agreed, books, shop_codes, situations
from benefits.books import SHOWN, Books
from benefits.cards import Card, CardError
from benefits.eligibility import Benefit, Evidence, Outcome, Standing, Verdict
from benefits.eligibility.partners import PartnerScope, Scope
from benefits.models import Agreement, Clearance, DeskCheck, Incident, Redemption, ShopCode
from benefits.pseudonyms import pseudonym_of
from benefits.queries import Choice
from benefits.sides import Bond
from benefits.situations import Question
from credentials.models import Disclosure
from credentials.verifying.accepting import confirmed_by, confirming
from tenants import scope
from tenants.dates import today_in
from tenants.models import Cooperative, Membership, Seat, User

# Of these bodies, those that stand for this home now.
Confirmed = Callable[[str, frozenset[str]], frozenset[str]]
# What was agreed, by the key of the home for which it was read.
Papers = dict[UUID, list[Agreement]]
# A home tells a moment before the desk writes down what came of it.
ONE_LOOK = timedelta(seconds=10)


@dataclass(frozen=True)
class Offer:
    """One benefit at one host, as it would be decided now."""

    benefit: Benefit
    verdict: Verdict
    unmet: tuple[str, ...] = ()
    asked: Clearance | None = None

    @property
    def is_code(self) -> bool:
        return self.benefit.kind == "code"

    @property
    def refused(self) -> bool:
        return self.verdict.outcome is Outcome.REFUSE


@dataclass(frozen=True)
class MyUse:
    """A use as its holder sees it; `code` is what a web shop asks for, while it is good."""

    use: Redemption
    host: str
    code: str = ""
    shop_code: ShopCode | None = None

    @property
    def how(self) -> str:
        """What was held out for it."""
        return str(dict(DeskCheck.Evidence.choices).get(self.use.evidence_level, ""))


@dataclass
class Elsewhere:
    """One card at one host: what there is, what was used, what was looked at."""

    home: Cooperative
    credential: UUID
    host: Cooperative
    is_paused: bool = False
    offers: list[Offer] = field(default_factory=list)
    uses: list[MyUse] = field(default_factory=list)
    checks: list[DeskCheck] = field(default_factory=list)


@dataclass(frozen=True)
class Look:
    """Somebody looked at a card: what the host wrote down, where it is of this portal, and what the home told."""

    who: str
    at: datetime
    check: DeskCheck | None = None
    disclosure: Disclosure | None = None


def papers_of(cards: list[Choice]) -> Papers:
    """What each home of these cards ever agreed. A visitor's card is good where it was made, and nowhere else."""
    homes = {each.home.pk for each in cards if not _is_visitor(each)}
    found: Papers = {}
    for home in homes:
        with scope.within(home):
            found[home] = agreed.papers()
    agreed.filled(paper for papers in found.values() for paper in papers)
    return found


def awake_at(home: Cooperative, papers: Papers) -> list[Bond]:
    """The partners of a home today, as `agreed.in_force` within it."""
    found = agreed.bonds_at(papers.get(home.pk, ()), home)
    return [bond for bond in found if bond.is_awake]


def places(cards: list[Choice], papers: Papers) -> list[Elsewhere]:
    """Every partner in this portal of every card, past ones too, with the card's own signed words as what is known.

    Each co-op is entered once, however many of the cards are good there, and each body is asked once whether it
    stands for a home.
    """
    confirmed = cache(confirming())
    found = [
        (choice, Elsewhere(choice.home, choice.credential.code, host))
        for choice in cards
        if not _is_visitor(choice)
        for host in agreed.parties_ever(papers[choice.home.pk], choice.home)
    ]
    for host in {place.host.pk: place.host for _choice, place in found}.values():
        here = [(choice, place) for choice, place in found if place.host.pk == host.pk]
        with scope.within(host.pk):
            _look_up(host, here, papers, confirmed)
    return [place for _choice, place in found]


def looks(cards: list[Choice], found: list[Elsewhere]) -> list[Look]:
    """Each time a card was looked at elsewhere, the newest first: what hosts here wrote down, and what each home told.

    A check by code is in both; they are put together by host and minute.
    """
    told = [row for choice in cards for row in _disclosures(choice)]
    seen: list[Look] = []
    for place in found:
        for check in place.checks:
            match = next((row for row in told if _is_of(row, place.host, check)), None)
            if match is not None:
                told.remove(match)
            seen.append(Look(place.host.name, check.at, check, match))
    seen += [Look(row.asker_name, row.at, disclosure=row) for row in told]
    return sorted(seen, key=lambda look: look.at, reverse=True)[:SHOWN]


def _disclosures(choice: Choice) -> list[Disclosure]:
    with scope.within(choice.home.pk):
        return list(Disclosure.objects.filter(membership=choice.credential.membership)[:SHOWN])


def _is_of(row: Disclosure, host: Cooperative, check: DeskCheck) -> bool:
    at_a_desk = row.asker_did == host.did and row.purpose == Disclosure.Purpose.DESK
    return at_a_desk and abs(row.at - check.at) < ONE_LOOK


def incidents(cards: list[Choice]) -> list[Incident]:
    """What partners reported about this person, and what the co-op answered."""
    return [row for choice in cards for row in _received(choice)]


def _received(choice: Choice) -> list[Incident]:
    with scope.within(choice.home.pk):
        rows = Incident.objects.filter(
            membership=choice.credential.membership, side=Incident.Side.RECEIVED
        )
        return list(rows[:SHOWN])


def question(choice: Choice, host: Cooperative, benefit_id: str) -> Question | None:
    """Within the host: this card and this benefit; None where there is no such benefit for it."""
    card, bond = card_of(choice), agreed.partner(choice.home.did)
    if card is None or bond is None:
        return None
    found = next((each for each in bond.ours_today if each.id == benefit_id), None)
    return _question(choice, host, bond, card, found) if found else None


def offer_of(asked: Question) -> Offer:
    """As it would be decided now, and what was asked for beforehand where that is needed."""
    return Offer(asked.benefit, asked.verdict(), asked.unmet, asked.asked)


def card_of(choice: Choice) -> Card | None:
    try:
        return Card.read(json.loads(choice.credential.document))
    except CardError:
        return None


def homes_of(user: User) -> list[str]:
    """The DIDs of the co-ops whose member this person is."""
    seats = Seat.objects.filter(user=user, kind=Seat.Kind.MEMBER).values("cooperative")
    return list(Cooperative.objects.filter(pk__in=seats).values_list("did", flat=True))


def _is_visitor(choice: Choice) -> bool:
    return choice.credential.membership.membership_class.visiting


def _look_up(
    host: Cooperative,
    places: list[tuple[Choice, Elsewhere]],
    papers: Papers,
    confirmed: Confirmed,
) -> None:
    """Within the host: what its books say of these cards, all of them at once."""
    found = []
    for choice, place in places:
        card = card_of(choice)
        if card is not None:
            holder = pseudonym_of(host, home=card.home, membership_id=card.membership_id)
            bond = agreed.bond_at(papers[choice.home.pk], host, choice.home.did)
            found.append((choice, place, card, holder, bond))
    awake = [bond for *_rest, bond in found if bond is not None and bond.is_awake]
    today = today_in(host.time_zone)
    kept = books.read((holder for *_rest, holder, _bond in found), awake, today)
    for choice, place, card, holder, bond in found:
        place.is_paused = bond is not None and bond.is_paused
        place.uses = [_mine(row, host, today) for row in kept.uses[holder]]
        place.checks = kept.checks[holder]
        if bond is None or not bond.is_awake:
            continue
        for benefit in bond.ours_today:
            asked = _question(choice, host, bond, card, benefit, confirmed, kept)
            place.offers.append(offer_of(asked))


def _question(
    choice: Choice,
    host: Cooperative,
    bond: Bond,
    card: Card,
    benefit: Benefit,
    confirmed: Confirmed = confirmed_by,
    kept: Books | None = None,
) -> Question:
    """As it would be with the strongest proof the person can give from here, and nobody else along."""
    standing = choice.credential.membership.standing
    scoped = benefit.rule(PartnerScope)
    told: dict[str, Any] = {}
    if scoped is not None and scoped.scope is Scope.ACCREDITED:
        told["accredited_by"] = confirmed(card.home, scoped.names)
    return situations.ask(
        host,
        bond,
        card,
        benefit,
        evidence=Evidence.LIVE,
        standing=Standing.GOOD if standing == Membership.Standing.GOOD else Standing.SUSPENDED,
        books=kept,
        **told,
    )


def _mine(row: Redemption, host: Cooperative, today: date) -> MyUse:
    issued: ShopCode | None = getattr(row, "shop_code", None)
    good = issued is not None and shop_codes.judged(issued, today).valid
    return MyUse(row, host.name, shop_codes.code_of(row.code) if good else "", issued)
