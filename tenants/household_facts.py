"""Facts of households: who besides the member has a card of the membership."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class HolderAsked(Fact):
    """The member asks for it; the team decides."""

    membership: str
    holder: str


@dataclass(frozen=True)
class HolderAdmitted(Fact):
    membership: str
    holder: str


@dataclass(frozen=True)
class HolderDeclined(Fact):
    membership: str
    holder: str


@dataclass(frozen=True)
class HolderRemoved(Fact):
    """Their card is no longer good; the member's own is."""

    membership: str
    holder: str


@dataclass(frozen=True)
class HolderCardAsked(Fact):
    """A new card for this holder alone; `cause` tells one time from the next."""

    membership: str
    holder: str
    cause: str


@dataclass(frozen=True)
class HolderForgotten(Fact):
    """Removed so long ago that nothing is known of them any more; their cards say nothing either."""

    holder: str
