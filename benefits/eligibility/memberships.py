"""What is given: a standing like that of a member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from benefits.eligibility.sentences import Sentence, gettext_noop, ngettext_lazy, say
from benefits.eligibility.values import Money, between, require
from benefits.eligibility.what import What

LONGEST_STAY: Final = 366
# A carve-out of a visiting membership that has a name of its own; others are written out.
NO_VOTE: Final = "vote"


@dataclass(frozen=True, slots=True)
class VisitingMembership(What):
    """`own_class` is the code of the giver's class; empty means the one it keeps for visitors."""

    kind = "visiting_membership"

    days: int
    own_class: str = ""
    carve_outs: tuple[str, ...] = (NO_VOTE,)

    @property
    def is_billed(self) -> bool:
        return False

    def __post_init__(self) -> None:
        between(1, self.days, LONGEST_STAY, "The stay is too short or too long.")

    def in_words(self) -> Sentence:
        if not self.carve_outs:
            return ngettext_lazy(
                "A visiting membership for {count} day.",
                "A visiting membership for {count} days.",
                self.days,
            )
        names = tuple(
            say(gettext_noop("a vote")) if each == NO_VOTE else each for each in self.carve_outs
        )
        return ngettext_lazy(
            "A visiting membership for {count} day, without {carve_outs}.",
            "A visiting membership for {count} days, without {carve_outs}.",
            self.days,
            carve_outs=names,
        )


@dataclass(frozen=True, slots=True)
class AsOwnMember(What):
    """The same price and the same rights at the counter as the host's own members of a class."""

    kind = "as_own_member"

    own_class: str
    called: str

    def __post_init__(self) -> None:
        require(bool(self.called), "Say which members of yours they count as.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("The same prices and the same service as your own members: {called}."),
            called=self.called,
        )


@dataclass(frozen=True, slots=True)
class ReducedFee(What):
    """A second membership while the first is active, for a share of the fee and at least a floor."""

    kind = "reduced_fee"

    fee: Money
    share_percent: int
    floor: Money

    def __post_init__(self) -> None:
        between(0, self.share_percent, 100, "A share is at most 100 %.")
        require(self.fee.currency == self.floor.currency, "A fee has one currency.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop(
                "A second membership for {due} instead of {fee}, while the first one is active."
            ),
            due=self.due,
            fee=self.fee,
        )

    @property
    def due(self) -> Money:
        share = self.fee.cents * self.share_percent // 100
        return Money(max(share, self.floor.cents), self.fee.currency)

    @property
    def is_billed(self) -> bool:
        return False

    def value(self, bill: int, units: int) -> int:
        del bill, units
        return max(self.fee.cents - self.due.cents, 0)
