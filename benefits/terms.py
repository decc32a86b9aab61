"""What co-ops agreed, as data: typed, versioned, and never edited once it is signed.

Shape 2 holds a list of benefits for each giver, and for a network one list that holds for everyone.
Shape 1, of which signed agreements exist, knew a visiting membership only; it is read as that benefit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from benefits.eligibility.benefit import Benefit
from benefits.eligibility.memberships import LONGEST_STAY, VisitingMembership
from benefits.eligibility.partners import NotNear
from benefits.eligibility.values import Evidence, TermsError
from benefits.eligibility.where import Window
from benefits.eligibility.who import Classes

__all__ = ["LONGEST_STAY", "VISITING", "Draft", "Gives", "Terms", "TermsError"]

SHAPE: Final = 2
VISITING: Final = "visiting"


@dataclass(frozen=True)
class Gives:
    """What one co-op gives the members of the others: one benefit or more, each known by its id."""

    benefits: tuple[Benefit, ...]

    def __post_init__(self) -> None:
        if not self.benefits:
            raise TermsError("Nothing is given.")
        if len({benefit.id for benefit in self.benefits}) != len(self.benefits):
            raise TermsError("Each benefit has an id of its own.")

    @classmethod
    def visiting(cls, classes: Iterable[str], days: int, own_class: str = "") -> Gives:
        """A visiting membership alone. `own_class` is the code of one of the giver's own classes; empty
        means the one it keeps for visitors, because who proposes does not know the other's classes."""
        return cls((visiting_membership(classes, days, own_class),))

    @property
    def membership(self) -> Benefit | None:
        """The visiting membership among them."""
        memberships = (each for each in self.benefits if each.kind == VisitingMembership.kind)
        return next(memberships, None)

    @property
    def stay(self) -> VisitingMembership | None:
        """What the visiting membership is, where there is one."""
        found = self.membership.parameters if self.membership else None
        return found if isinstance(found, VisitingMembership) else None

    def on(self, day: date) -> tuple[Benefit, ...]:
        """What is given on a day, before anybody asks who it is for."""
        windows = ((each, each.rule(Window)) for each in self.benefits)
        return tuple(
            each
            for each, window in windows
            if window is None or window.starts_on <= day <= window.ends_on
        )

    def to_json(self) -> dict[str, Any]:
        return {"benefits": [benefit.to_json() for benefit in self.benefits]}

    @classmethod
    def from_json(cls, data: Any) -> Gives:
        benefits = data.get("benefits") if isinstance(data, Mapping) else None
        if not isinstance(benefits, list):
            raise TermsError("A part of the terms is missing.")
        return cls(tuple(Benefit.from_json(benefit) for benefit in benefits))


@dataclass(frozen=True)
class Terms:
    """What each gives, by its DID. `everyone` is what a party gives that is not named: a network's terms."""

    gives: Mapping[str, Gives]
    everyone: Gives | None = None

    def __post_init__(self) -> None:
        if not self.gives and self.everyone is None:
            raise TermsError("Nobody gives anything.")

    def given_by(self, did: str) -> Gives | None:
        return self.gives.get(did, self.everyone)

    def to_json(self) -> dict[str, Any]:
        everyone = {"everyone": self.everyone.to_json()} if self.everyone else {}
        gives = {did: given.to_json() for did, given in sorted(self.gives.items())}
        return {"shape": SHAPE, "gives": gives, **everyone}

    @classmethod
    def from_json(cls, data: Any) -> Terms:
        """Raises TermsError for what this version does not read.

        What was read lately is not read again: pages ask for the terms of dozens of agreements.
        """
        return _read(json.dumps(data))


@lru_cache(maxsize=256)
def _read(text: str) -> Terms:
    data = json.loads(text)
    shape = data.get("shape") if isinstance(data, dict) else None
    read = _READERS.get(shape) if isinstance(shape, int) else None
    if read is None:
        raise TermsError("These terms were written in a shape this version does not read.")
    gives = data.get("gives")
    if not isinstance(gives, dict):
        raise TermsError("A part of the terms is missing.")
    everyone = Gives.from_json(data["everyone"]) if "everyone" in data else None
    return Terms({did: read(given) for did, given in gives.items()}, everyone)


@dataclass(frozen=True)
class Draft:
    """What one side wants to be signed; `note` says why, to the others."""

    terms: Terms
    starts_on: date
    ends_on: date
    notice_days: int
    note: str = ""


def visiting_membership(classes: Iterable[str], days: int, own_class: str = "") -> Benefit:
    """Nobody becomes a member on a copy of a card: it takes a live one."""
    return Benefit(
        id=VISITING,
        title="Visiting membership",
        parameters=VisitingMembership(days, own_class),
        rules=(Classes(frozenset(classes)),),
        evidence=Evidence.LIVE,
    )


def lifted_for(benefit: Benefit, did: str) -> Benefit:
    """The same benefit, with its distance rule lifted for one partner."""
    near = benefit.rule(NotNear)
    if near is None:
        return benefit
    lifted = NotNear(near.areas, near.within_km, near.lifted_for | {did})
    rules = tuple(lifted if rule is near else rule for rule in benefit.rules)
    return Benefit(
        benefit.id, benefit.title, benefit.parameters, rules, benefit.evidence, benefit.staff_line
    )


def _read_first_shape(data: Any) -> Gives:
    """{classes, class, days}: a visiting membership."""
    try:
        classes, days, own = data["classes"], data["days"], data.get("class", "")
    except (KeyError, AttributeError, TypeError) as error:
        raise TermsError("A part of the terms is missing.") from error
    if not (isinstance(classes, list) and isinstance(days, int) and isinstance(own, str)):
        raise TermsError("A part of the terms is of the wrong kind.")
    return Gives.visiting(map(str, classes), days, own)


_READERS: Final = {1: _read_first_shape, SHAPE: Gives.from_json}
