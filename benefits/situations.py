"""Here and now at the current co-op, as a decision on a benefit wants to know it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils import timezone

from benefits import clearances, counting
from benefits.books import Books, Sheet
from benefits.cards import Card
from benefits.eligibility import (
    Benefit,
    Claims,
    Evidence,
    Situation,
    Standing,
    Use,
    UseHistory,
    Verdict,
    decide_benefit,
)
from benefits.eligibility.partners import PartnerScope, Scope
from benefits.eligibility.where import Sites
from benefits.handing import Giving
from benefits.models import Clearance
from benefits.pseudonyms import pseudonym_of
from benefits.sides import Bond
from credentials.verifying.accepting import confirmed_by
from tenants.countries import currency_of
from tenants.models import Cooperative

LONGEST_VISIT: Final = 80


@dataclass(frozen=True)
class Question:
    """One holder and one benefit of ours: everything that deciding and giving need.

    `books` are what was read at once, where somebody asks for several holders or benefits.
    """

    benefit: Benefit
    bond: Bond
    holder: str
    claims: Claims
    situation: Situation
    books: Books | Sheet | None = None

    def giving(self, *, key: str, given_by: str = "", confirmed: bool = False) -> Giving:
        """What `give_benefit` is asked for."""
        return Giving(
            benefit=self.benefit,
            agreement=self.bond.agreement.code,
            version=self.bond.version.number,
            holder=self.holder,
            claims=self.claims,
            situation=self.situation,
            key=key,
            confirmed=confirmed,
            given_by=given_by,
        )

    @property
    def unmet(self) -> tuple[str, ...]:
        """What the office can see to beforehand."""
        return clearances.unmet(self.benefit, self.situation)

    @property
    def asked(self) -> Clearance | None:
        """What was asked of the office last, while something is unmet."""
        if not self.unmet:
            return None
        last_of = self.books.last_of if self.books else clearances.last_of
        return last_of(self.holder, self.bond.agreement.code, self.benefit.id)

    def verdict(self, uses: Iterable[Use] | None = None) -> Verdict:
        """What would be said now. Nothing is written, and no budget is held.

        `uses` stand in for those of the holder, where there is no holder.
        """
        here, agreement = self.situation, self.bond.agreement.code
        kept = self.books or counting
        spent = kept.spent(self.benefit, agreement, here.partner, here.now.date())
        counted: dict[str, Any] = {"now": here.now, "visit": here.visit, "budgets": spent}
        history = (
            kept.history_of(self.holder, self.benefit, agreement=agreement, **counted)
            if uses is None
            else UseHistory.of(uses, **counted)
        )
        return decide_benefit(self.benefit, self.claims, here, history)


def ask(
    host: Cooperative,
    bond: Bond,
    card: Card,
    benefit: Benefit,
    *,
    genuine: bool = True,
    at: datetime | None = None,
    books: Books | None = None,
    **here: Any,
) -> Question:
    """Within the host, by a card. `here` says what else is known: evidence, standing, the place, the party."""
    place = here.get("site") or _a_site(benefit)
    holder = pseudonym_of(host, home=card.home, membership_id=card.membership_id)
    moment = at or timezone.now()
    known = known_of(books, benefit, bond, holder, counting.clock(host.time_zone, moment).date())
    situation = situation_of(host, bond, benefit, **{**known, **here, "at": moment, "site": place})
    return Question(
        benefit,
        bond,
        holder,
        card.claims(home=bond.theirs.name, genuine=genuine, time_zone=host.time_zone),
        situation,
        books,
    )


def known_of(
    books: Books | Sheet | None, benefit: Benefit, bond: Bond, holder: str, today: date
) -> dict[str, Any]:
    """Who asks, where that has to be looked up; else what was read of them before."""
    if books is None:
        return {"holder": holder}
    return books.known(benefit, holder=holder, agreement=bond.agreement.code, today=today)


def situation_of(
    host: Cooperative,
    bond: Bond,
    benefit: Benefit,
    *,
    evidence: Evidence,
    standing: Standing,
    at: datetime | None = None,
    bill: int = 0,
    holder: str = "",
    **here: Any,
) -> Situation:
    """What holds for whoever asks for this benefit at the host, and what is said to be so `here`.

    `bill` is what would be paid without it, in cents, where somebody said so. `holder` is who asks, where
    there is somebody.
    Whoever says `accredited_by` asks nobody else about it.
    """
    clock = counting.clock(host.time_zone, at or timezone.now())
    asked = "accredited_by" in here
    shared = {"networks": networks_of(bond)} if asked else scope_of(bond, benefit)
    agreement, today = bond.agreement.code, clock.date()
    known = {
        **clearances.known(benefit, holder=holder, agreement=agreement, today=today),
        "checked_at": clock,
        "visit": visit_of(here.get("site", ""), clock),
        "amount": benefit.parameters.value(bill, here.get("units", 1)),
        "currency": benefit.currency or currency_of(host.country),
    }
    return Situation(
        host=host.name,
        now=clock,
        starts_on=bond.version.starts_on,
        ends_on=bond.version.ends_on,
        partner=bond.theirs.did,
        evidence=evidence,
        standing=standing,
        mutual=bond.mutual,
        **{**known, **shared, **here},
    )


def scope_of(bond: Bond, benefit: Benefit) -> dict[str, Any]:
    """What host and home have in common, as far as the benefit asks: a network, or a body that stands for
    the home. May ask other portals, so never within a transaction."""
    scope = benefit.rule(PartnerScope)
    if scope is None or scope.scope is Scope.BILATERAL:
        return {}
    if scope.scope is Scope.NETWORK:
        return {"networks": networks_of(bond)}
    return {"accredited_by": confirmed_by(bond.theirs.did, scope.names)}


def networks_of(bond: Bond) -> frozenset[str]:
    """The network by which the two are bound, if it is one."""
    network = bond.agreement.network and bond.agreement.title
    return frozenset({network} if network else ())


def visit_of(place: str, clock: datetime) -> str:
    """One visit is one day at one place, on the co-op's own clock."""
    return f"{clock.date().isoformat()} {place}"[:LONGEST_VISIT]


def _a_site(benefit: Benefit) -> str:
    """Who asks before they go is taken to the right place."""
    sites = benefit.rule(Sites)
    return min(sites.sites) if sites else ""
