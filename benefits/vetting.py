"""What is asked about a home co-op itself, whoever its member is: our own rule on cards, and who stands for it.

May ask other portals, so nothing here runs within a transaction; what was found goes into it as a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from benefits.eligibility.partners import MutualOnly, PartnerScope, Scope
from benefits.following import Cause
from benefits.sides import Bond
from credentials.acceptance import Home, Word, decide_acceptance, needs_words
from credentials.resolving import PARTNER
from credentials.verifying.accepting import policy_here, words_of
from tenants.models import Cooperative

# What these bodies say of a home; None where it could not be asked.
Words = Callable[[str, frozenset[str]], tuple[Word, ...] | None]
ASK: Final[Words] = partial(words_of, world=PARTNER)


@dataclass(frozen=True)
class Vetted:
    """Of each answer, None is neither yes nor no. `confirmed`: by a body that the agreement asks for."""

    accepted: bool | None
    confirmed: bool | None = True
    accredited_by: frozenset[str] = frozenset()


def vet(did: str, here: Cooperative, bond: Bond | None, words: Words = ASK) -> Vetted:
    """Of a home as it is known now. Nobody is asked where neither our rule nor the agreement needs it."""
    if not did:
        return Vetted(accepted=False)
    policy, bodies = policy_here(), _bodies(bond)
    home = Home(did, is_here=did == here.did, is_partner=bond is not None)
    asked = bodies | (policy.bodies if needs_words(policy, home) else frozenset())
    told = words(did, asked) if asked else ()
    known = replace(home, words=told or (), asked=told is not None)
    holding = frozenset(word.body for word in known.words if word.holds)
    unsure = bodies if told is None else {each.body for each in known.words if each.holds is None}
    stands = None if bodies & unsure else False
    return Vetted(
        decide_acceptance(policy, known).accepted,
        True if not bodies or bodies & holding else stands,
        holding,
    )


def against(vetted: Vetted, bond: Bond) -> Cause | None:
    """Why members of this home are not welcome now, by what concerns the two co-ops alone."""
    if vetted.accepted is False:
        return Cause.NOT_ACCEPTED
    if vetted.confirmed is False:
        return Cause.NOT_CONFIRMED
    stay = bond.we_give.membership if bond.we_give else None
    waits = stay is not None and stay.rule(MutualOnly) is not None
    return Cause.NOT_MUTUAL if waits and not bond.mutual else None


def _bodies(bond: Bond | None) -> frozenset[str]:
    """One of which must stand for the home, by what the agreement says of visiting memberships."""
    given = bond.we_give if bond else None
    rule = given.membership.rule(PartnerScope) if given and given.membership else None
    return rule.names if rule and rule.scope is Scope.ACCREDITED else frozenset()
