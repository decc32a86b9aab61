"""The answer to a benefit asked for: allowed, allowed if, or refused, in one sentence to read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from benefits.eligibility.sentences import ENGLISH, Sentence, Tongue
from benefits.eligibility.values import Outcome


class Why(StrEnum):
    """Stable codes: stored, counted, coloured. Of several that stand against, the first here is named."""

    NOT_GENUINE = "not_genuine"
    HOME_ENDED = "home_ended"
    HOME_SUSPENDED = "home_suspended"
    CARD_EXPIRED = "card_expired"
    CARD_NOT_YET_VALID = "card_not_yet_valid"
    AGREEMENT_NOT_STARTED = "agreement_not_started"
    AGREEMENT_OVER = "agreement_over"
    NOT_A_PARTNER = "not_a_partner"
    NOT_MUTUAL = "not_mutual"
    CLASS_NOT_COVERED = "class_not_covered"
    NOT_VOUCHED = "not_vouched"
    WRONG_YEAR = "wrong_year"
    TOO_NEW = "too_new"
    WRONG_PERSON = "wrong_person"
    TOO_NEAR_HOME = "too_near_home"
    WRONG_PLACE = "wrong_place"
    OUTSIDE_PERIOD = "outside_period"
    BLACKOUT = "blackout"
    OUTSIDE_HOURS = "outside_hours"
    QUOTA_USED = "quota_used"
    USED_TOO_OFTEN = "used_too_often"
    MUST_TRANSFER = "must_transfer"
    MOSTLY_AT_HOME = "mostly_at_home"
    BUDGET_USED = "budget_used"
    NOT_APPROVED = "not_approved"
    NOT_PREPARED = "not_prepared"
    PARTY_TOO_BIG = "party_too_big"
    STACKED = "stacked"
    NOT_HERE = "not_here"
    HOME_UNREACHABLE = "home_unreachable"
    CHECK_TOO_OLD = "check_too_old"
    EVIDENCE_TOO_WEAK = "evidence_too_weak"
    CONDITIONS = "conditions"
    GIVEN = "given"


ORDER = {why: place for place, why in enumerate(Why)}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule has to say: it stands against, or it lets through on a condition."""

    why: Why
    sentence: Sentence
    refuses: bool = True
    next_on: date | None = None


def against(why: Why, sentence: Sentence, next_on: date | None = None) -> Finding:
    return Finding(why, sentence, next_on=next_on)


def only_if(why: Why, sentence: Sentence) -> Finding:
    return Finding(why, sentence, refuses=False)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`left` is how many uses or units remain before this one; None where none are counted.

    `value` is what is given away, in cents. `known` holds the names every sentence may use: the host's and the home's.
    """

    outcome: Outcome
    reason: Why
    said: Sentence
    ifs: tuple[Sentence, ...] = ()
    left: int | None = None
    next_on: date | None = None
    known: Mapping[str, Any] = field(default_factory=dict)
    value: int = 0

    @property
    def allowed(self) -> bool:
        return self.outcome is not Outcome.REFUSE

    @property
    def sentence(self) -> str:
        return self.spoken(ENGLISH)

    @property
    def conditions(self) -> tuple[str, ...]:
        return self.spoken_ifs(ENGLISH)

    def spoken(self, tongue: Tongue) -> str:
        return self.said.spoken(tongue, **self.known)

    def spoken_ifs(self, tongue: Tongue) -> tuple[str, ...]:
        return tuple(each.spoken(tongue, **self.known) for each in self.ifs)
