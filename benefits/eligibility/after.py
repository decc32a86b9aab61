"""What follows from a use, and what happens where a benefit meets another."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from benefits.eligibility.rule import Ask, Group, Rule
from benefits.eligibility.sentences import Sentence, gettext_noop, say
from benefits.eligibility.values import Money, between, require
from benefits.eligibility.verdicts import Finding, Why, against, only_if


@dataclass(frozen=True, slots=True)
class Substitute(Rule):
    """Where the host cannot give it today, it gives something else."""

    name = "substitute"
    group = Group.AFTER

    instead: str

    def __post_init__(self) -> None:
        between(1, len(self.instead), 120, "What is given instead has up to 120 letters.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("Where it cannot be had, members get instead: {instead}."),
            instead=self.instead,
        )

    def weigh(self, ask: Ask) -> Finding | None:
        if not ask.situation.lacking:
            return None
        return only_if(
            Why.NOT_HERE, say(gettext_noop("Give this instead: {instead}."), instead=self.instead)
        )


class Stack(StrEnum):
    BEST = "best"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Stacking(Rule):
    """Discounts do not add up: the better one counts, or none beside another."""

    name = "stacking"
    group = Group.AFTER

    mode: Stack = Stack.BEST

    def in_words(self) -> Sentence:
        return say(
            {
                Stack.BEST: gettext_noop("Discounts do not add up: the better one counts."),
                Stack.NEVER: gettext_noop("Not together with another discount."),
            }[self.mode]
        )

    def weigh(self, ask: Ask) -> Finding | None:
        other = ask.situation.other_percent
        if not other:
            return None
        if self.mode is Stack.NEVER:
            sentence = say(
                gettext_noop("You have {other} % off already, and this does not come on top."),
                other=other,
            )
            return against(Why.STACKED, sentence)
        if other >= ask.benefit.percent:
            sentence = say(
                gettext_noop("You have {other} % off already, which is as good. Keep that one."),
                other=other,
            )
            return against(Why.STACKED, sentence)
        return only_if(
            Why.STACKED, say(gettext_noop("Take off the other {other} % first."), other=other)
        )


class Settle(StrEnum):
    NONE = "none"
    PER_USE = "per_use"
    PER_MEMBER = "per_member"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Settlement(Rule):
    """What the home pays the host. `MONTHLY` settles the value that was given. It never refuses anybody."""

    name = "settlement"
    group = Group.AFTER

    mode: Settle
    price: Money | None = None

    def __post_init__(self) -> None:
        priced = self.mode in {Settle.PER_USE, Settle.PER_MEMBER}
        require(priced == (self.price is not None), "A price goes with each use or each member.")

    def in_words(self) -> Sentence:
        return say(
            {
                Settle.NONE: gettext_noop("Neither co-op pays the other for it."),
                Settle.PER_USE: gettext_noop("The home co-op pays {price} for each use."),
                Settle.PER_MEMBER: gettext_noop(
                    "The home co-op pays {price} for each member who used it in a month."
                ),
                Settle.MONTHLY: gettext_noop(
                    "The home co-op pays what was given, added up every month."
                ),
            }[self.mode],
            price=self.price,
        )


@dataclass(frozen=True, slots=True)
class Accrual(Rule):
    """What the home credits its member for a use elsewhere. It never refuses anybody."""

    name = "accrual"
    group = Group.AFTER

    points: int
    called: str

    def __post_init__(self) -> None:
        between(1, self.points, 1_000_000, "What is credited is at least one.")
        between(1, len(self.called), 40, "What is credited has a name of up to 40 letters.")

    def in_words(self) -> Sentence:
        return say(
            gettext_noop("The home co-op credits its member {points} {called} for each use."),
            points=self.points,
            called=self.called,
        )
