"""What a person may have elsewhere with each of their cards, and what they had: one co-op after another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from benefits import agreed, shop_codes, situations
from benefits.cards import Card, CardError
from benefits.eligibility import Benefit, Evidence, Outcome, Standing, Verdict
from benefits.eligibility.partners import PartnerScope, Scope
from benefits.models import Clearance, DeskCheck, Incident, Redemption, ShopCode
from benefits.pseudonyms import pseudonym_of
from benefits.queries import Choice
from benefits.sides import Bond
from benefits.situations import Question
from credentials.models import Disclosure
from credentials.verifying.accepting import confirmed_by
from tenants import scope
from tenants.dates import today_in
from tenants.models import Cooperative, Membership, Seat, User

# Of these bodies, those that stand for this home now.
Confirmed = Callable[[str, frozenset[str]], frozenset[str]]
SHOWN = 20
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


def places(cards: list[Choice]) -> Iterator[Elsewhere]:
    """Every partner in this portal of every card, past ones too, with the card's own signed words as what is known.

    Each body is asked once whether it stands for a home, however many partners want to know.
    """
    confirmed = cache(confirmed_by)
    for choice in cards:
        for host in _partners(choice):
            yield _at(choice, host, confirmed)


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
        rows = Incident.objects.filter(membership=choice.credential.membership)
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


def _partners(choice: Choice) -> list[Cooperative]:
    if choice.credential.membership.membership_class.visiting:
        return []
    with scope.within(choice.home.pk):
        return agreed.partners_ever()


def _at(choice: Choice, host: Cooperative, confirmed: Confirmed) -> Elsewhere:
    found = Elsewhere(choice.home, choice.credential.code, host)
    card = card_of(choice)
    if card is None:
        return found
    with scope.within(host.pk):
        bond = agreed.partner_or_paused(choice.home.did)
        found.is_paused = bond is not None and bond.is_paused
        if bond is not None and bond.is_awake:
            asked = [
                _question(choice, host, bond, card, each, confirmed) for each in bond.ours_today
            ]
            found.offers = [offer_of(each) for each in asked]
        holder = pseudonym_of(host, home=card.home, membership_id=card.membership_id)
        found.uses = _uses(holder, host)
        found.checks = list(
            DeskCheck.objects.filter(pseudonym=holder).select_related("desk")[:SHOWN]
        )
    return found


def _question(
    choice: Choice,
    host: Cooperative,
    bond: Bond,
    card: Card,
    benefit: Benefit,
    confirmed: Confirmed = confirmed_by,
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
        **told,
    )


def _uses(holder: str, host: Cooperative) -> list[MyUse]:
    today = today_in(host.time_zone)
    rows = Redemption.objects.filter(pseudonym=holder).select_related("shop_code")[:SHOWN]
    return [_mine(row, host, today) for row in rows]


def _mine(row: Redemption, host: Cooperative, today: date) -> MyUse:
    issued: ShopCode | None = getattr(row, "shop_code", None)
    good = issued is not None and shop_codes.judged(issued, today).valid
    return MyUse(row, host.name, shop_codes.code_of(row.code) if good else "", issued)
