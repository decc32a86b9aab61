"""Which cards a co-op accepts: its own rule, on top of the one check that answers everybody the same. Pure.

A card is checked first, by what is published; nothing here makes a bad card good. What a member gets is
a matter of agreements; this says only whether the card counts as one of a co-op that is known here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from credentials.core.definition import ASSURANCE_LEVELS, CATEGORIES

MOST: Final = 200  # single co-ops, or bodies, in one rule


class Reason(StrEnum):
    """Why a card is accepted or not; stable codes."""

    OWN = "own"
    ALLOWED = "allowed"
    PARTNER = "partner"
    ACCREDITED = "accredited"
    CARD_NOT_GOOD = "card_not_good"
    DENIED = "denied"
    PARTNER_NOT_CONFIRMED = "partner_not_confirmed"
    NO_AGREEMENT = "no_agreement"
    NOT_ACCREDITED = "not_accredited"
    OTHER_CATEGORY = "other_category"
    TOO_WEAK = "too_weak"
    SUSPENDED = "suspended"
    NOT_CHECKED = "not_checked"


YES: Final = frozenset({Reason.OWN, Reason.ALLOWED, Reason.PARTNER, Reason.ACCREDITED})


@dataclass(frozen=True)
class Policy:
    """The rule of one co-op. Without bodies, partners by agreement are accepted and nobody else.

    With `partners_confirmed`, a partner that none of the bodies confirms is not accepted either.
    """

    bodies: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset(CATEGORIES)
    assurance: str = "documentChecked"
    partners_confirmed: bool = False
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()

    def to_json(self) -> dict[str, Any]:
        return {
            "bodies": sorted(self.bodies),
            "categories": sorted(self.categories),
            "assurance": self.assurance,
            "partnersConfirmed": self.partners_confirmed,
            "allowed": sorted(self.allowed),
            "denied": sorted(self.denied),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Policy:
        return cls(
            bodies=frozenset(kept["bodies"]),
            categories=frozenset(kept["categories"]),
            assurance=kept["assurance"],
            partners_confirmed=kept["partnersConfirmed"],
            allowed=frozenset(kept["allowed"]),
            denied=frozenset(kept["denied"]),
        )


@dataclass(frozen=True)
class Word:
    """What one body says of the co-op. `holds` is None where it could not be checked."""

    body: str
    name: str
    category: str
    assurance: str
    holds: bool | None


@dataclass(frozen=True)
class Home:
    """The co-op of the card, as it is known here. `asked` is False where its words could not be read."""

    did: str
    is_here: bool = False
    is_partner: bool = False
    words: tuple[Word, ...] = ()
    asked: bool = True


@dataclass(frozen=True)
class Acceptance:
    """`body` is the name of the body that the reason speaks of."""

    reason: Reason
    body: str = ""

    @property
    def accepted(self) -> bool | None:
        """None is neither yes nor no."""
        return None if self.reason is Reason.NOT_CHECKED else self.reason in YES


def decide_acceptance(policy: Policy, home: Home) -> Acceptance:
    """Single co-ops first, then the body's word, then the agreement."""
    if home.is_here:
        return Acceptance(Reason.OWN)
    if home.did in policy.denied:
        return Acceptance(Reason.DENIED)
    if home.did in policy.allowed:
        return Acceptance(Reason.ALLOWED)
    if home.is_partner and not (policy.partners_confirmed and policy.bodies):
        return Acceptance(Reason.PARTNER)
    if not policy.bodies:
        return Acceptance(Reason.NO_AGREEMENT)
    confirmed = _confirmed(policy, home)
    if home.is_partner:
        return _partner(confirmed)
    return confirmed


def narrowed(old: Policy, new: Policy) -> Policy:
    """The old rule without what the new one does not accept either: it accepts no card that the old one would not.

    Bodies are kept where taking the last one away would let partners in whom somebody has to confirm.
    """
    bodies = old.bodies & new.bodies
    confirmed = old.partners_confirmed or new.partners_confirmed
    return Policy(
        bodies=bodies if bodies or not old.partners_confirmed else old.bodies,
        categories=old.categories & new.categories,
        assurance=max(old.assurance, new.assurance, key=ASSURANCE_LEVELS.index),
        partners_confirmed=confirmed,
        allowed=old.allowed & new.allowed,
        denied=old.denied | new.denied,
    )


def differing(one: Policy, other: Policy) -> tuple[str, ...]:
    """The parts of a rule that are not the same, by their names in its JSON."""
    mine, theirs = one.to_json(), other.to_json()
    return tuple(name for name in mine if mine[name] != theirs[name])


def needs_words(policy: Policy, home: Home) -> bool:
    """Whether anybody must be asked about the co-op at all."""
    listed = home.did in policy.denied | policy.allowed
    settled = home.is_here or listed or (home.is_partner and not policy.partners_confirmed)
    return bool(policy.bodies) and not settled


def _partner(confirmed: Acceptance) -> Acceptance:
    if confirmed.accepted:
        return Acceptance(Reason.PARTNER, confirmed.body)
    if confirmed.accepted is None:
        return confirmed
    return Acceptance(Reason.PARTNER_NOT_CONFIRMED, confirmed.body)


# The nearer it came, the farther down: of several words, the best one is told.
_ORDER: Final = (
    Reason.NOT_ACCREDITED,
    Reason.OTHER_CATEGORY,
    Reason.TOO_WEAK,
    Reason.SUSPENDED,
    Reason.NOT_CHECKED,
    Reason.ACCREDITED,
)


def _confirmed(policy: Policy, home: Home) -> Acceptance:
    if not home.asked:
        return Acceptance(Reason.NOT_CHECKED)
    told = [
        (_weighed(policy, word), word.name) for word in home.words if word.body in policy.bodies
    ]
    reason, body = max(told, key=_rank, default=(Reason.NOT_ACCREDITED, ""))
    return Acceptance(reason, body)


def _rank(told: tuple[Reason, str]) -> int:
    return _ORDER.index(told[0])


def _weighed(policy: Policy, word: Word) -> Reason:
    if word.category not in policy.categories:
        return Reason.OTHER_CATEGORY
    if not _is_enough(word.assurance, policy.assurance):
        return Reason.TOO_WEAK
    if word.holds is None:
        return Reason.NOT_CHECKED
    return Reason.ACCREDITED if word.holds else Reason.SUSPENDED


def _is_enough(found: str, asked: str) -> bool:
    levels: Iterable[str] = ASSURANCE_LEVELS
    order = list(levels)
    return found in order and order.index(found) >= order.index(asked)
