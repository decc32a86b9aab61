"""What two co-ops agreed, as data: typed, versioned, and never edited once it is signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from benefits.eligibility.values import TermsError

SHAPE: Final = 1
LONGEST_STAY: Final = 366


@dataclass(frozen=True)
class Gives:
    """What one co-op gives the other's members: who counts, for how long, and as what.

    `visiting_class` is the code of one of the giver's own classes; empty means the class the giver
    keeps for visitors, because the side that proposes does not know the other's classes.
    """

    classes: frozenset[str]
    days: int
    visiting_class: str = ""

    def __post_init__(self) -> None:
        if not self.classes:
            raise TermsError("No class is accepted.")
        if not 1 <= self.days <= LONGEST_STAY:
            raise TermsError("The stay is too short or too long.")

    def to_json(self) -> dict[str, Any]:
        return {"classes": sorted(self.classes), "class": self.visiting_class, "days": self.days}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Gives:
        try:
            classes, days, own = data["classes"], data["days"], data.get("class", "")
        except (KeyError, AttributeError, TypeError) as error:
            raise TermsError("A part of the terms is missing.") from error
        if not (isinstance(classes, list) and isinstance(days, int) and isinstance(own, str)):
            raise TermsError("A part of the terms is of the wrong kind.")
        return cls(frozenset(map(str, classes)), days, own)


@dataclass(frozen=True)
class Terms:
    """Both sides, each known by its DID. Rules, limits and benefits join `Gives` in a later shape."""

    gives: Mapping[str, Gives]

    def given_by(self, did: str) -> Gives | None:
        return self.gives.get(did)

    def to_json(self) -> dict[str, Any]:
        return {
            "shape": SHAPE,
            "gives": {did: given.to_json() for did, given in sorted(self.gives.items())},
        }

    @classmethod
    def from_json(cls, data: Any) -> Terms:
        if not isinstance(data, Mapping) or data.get("shape") != SHAPE:
            raise TermsError("These terms were written in a shape this version does not read.")
        gives = data.get("gives")
        if not isinstance(gives, Mapping):
            raise TermsError("A part of the terms is missing.")
        return cls({str(did): Gives.from_json(given) for did, given in gives.items()})
