"""What every rule has: a name for the books, a group of the table, words for people, and a say."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from benefits.eligibility import codec
from benefits.eligibility.asking import Claims, Situation, UseHistory
from benefits.eligibility.sentences import Sentence
from benefits.eligibility.verdicts import Finding

if TYPE_CHECKING:
    from datetime import date

    from benefits.eligibility.benefit import Benefit


class Group(StrEnum):
    WHO = "who"
    WHAT = "what"
    OFTEN = "often"
    WHERE = "where"
    PROOF = "proof"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Ask:
    """One question, as the rules see it."""

    benefit: Benefit
    claims: Claims
    situation: Situation
    history: UseHistory
    today: date


class Rule:
    """A frozen dataclass each. A rule sees the question alone, never its neighbours' answers."""

    __slots__ = ()
    name: ClassVar[str]
    group: ClassVar[Group]

    def in_words(self) -> Sentence:
        """The rule as the two co-ops sign it."""
        raise NotImplementedError

    def weigh(self, ask: Ask) -> Finding | None:
        """What stands against, or what has to be seen to; None where the rule is content."""
        del ask
        return None

    def left(self, ask: Ask) -> int | None:
        """How much this rule leaves, where it counts."""
        del ask
        return None

    def to_json(self) -> dict[str, Any]:
        return {"rule": self.name, **codec.write_fields(self)}
