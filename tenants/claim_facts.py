"""Facts of codes that lead people to their seats."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.facts import Fact


@dataclass(frozen=True)
class LetterWithCodeMade(Fact):
    """A new claim code was printed for this member; whatever was printed before leads nowhere."""

    member: str


@dataclass(frozen=True)
class MembershipClaimed(Fact):
    """Somebody with a claim code has shown a mailbox and sits at the co-op from now on."""

    member: str


@dataclass(frozen=True)
class MembershipSought(Fact):
    """Somebody asked, by a mailbox, whether it is known here; `letter` is the answer that is owed."""

    letter: str
