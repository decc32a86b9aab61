"""What a partner's member may have at this desk now: each benefit of the agreement, with its answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from benefits import books, counting
from benefits.books import Sheet
from benefits.desk.reasons import Reason
from benefits.eligibility import (
    Benefit,
    Claims,
    Evidence,
    Outcome,
    Standing,
    Verdict,
    Why,
)
from benefits.eligibility.after import Settlement
from benefits.eligibility.often import Quota, Velocity
from benefits.models import Clearance
from benefits.sides import Bond
from benefits.situations import Question, known_of, situation_of, visit_of
from tenants.models import Cooperative

# Not handed over at a desk: the member asks for these from home.
FROM_HOME: Final = ("visiting_membership", "code")
OF_THE_CLASS: Final = {Why.CLASS_NOT_COVERED, Why.NOT_VOUCHED}
BY_ONE_PERSON: Final = {Why.QUOTA_USED, Why.USED_TOO_OFTEN}
USED: Final = {Why.QUOTA_USED, Why.USED_TOO_OFTEN, Why.BUDGET_USED}


@dataclass(frozen=True)
class Here:
    """Where and when a card is held out, and how sure we are whose it is."""

    cooperative: Cooperative
    place: str
    now: datetime
    evidence: Evidence
    checked_at: datetime
    adults: int = 1
    children: int = 0
    units: int = 1
    bill: int = 0
    other_percent: int = 0
    lacking: bool = False
    distance_km: int | None = None
    photo_id: bool | None = None


@dataclass(frozen=True)
class Offered:
    """One benefit and what decides on it."""

    benefit: Benefit
    verdict: Verdict
    unmet: tuple[str, ...] = ()
    asked: Clearance | None = None
    again: Verdict | None = None

    @property
    def may_be_given(self) -> bool:
        return self.verdict.outcome is not Outcome.REFUSE


def at_the_desk(bond: Bond) -> tuple[Benefit, ...]:
    """What a desk can hand over of what the agreement gives today."""
    return tuple(each for each in bond.ours_today if each.kind not in FROM_HOME)


def offered(bond: Bond, claims: Claims, here: Here, *, holder: str) -> list[Offered]:
    """Each of them decided, what can be given first. What they turn on is read for all at once."""
    benefits, clock = at_the_desk(bond), counting.clock(here.cooperative.time_zone, here.now)
    visit = visit_of(here.place, clock)
    sheet = books.sheet_of(holder, bond, benefits, today=clock.date(), visit=visit)
    questions = [
        question(bond, each, claims, here, holder=holder, sheet=sheet) for each in benefits
    ]
    answers = [_offered(each) for each in questions]
    order = [Outcome.ALLOW, Outcome.ALLOW_IF, Outcome.REFUSE]
    return sorted(answers, key=lambda each: order.index(each.verdict.outcome))


def _offered(asked: Question) -> Offered:
    verdict = asked.verdict()
    return Offered(asked.benefit, verdict, asked.unmet, asked.asked, _again(asked, verdict))


def _again(asked: Question, verdict: Verdict) -> Verdict | None:
    """Only at our own cost, and where nothing but one person's limit stands against it."""
    if verdict.outcome is not Outcome.REFUSE or verdict.reason not in BY_ONE_PERSON:
        return None
    if asked.benefit.rule(Settlement):
        return None
    lifted = replace(asked, benefit=beyond_limits(asked.benefit)).verdict()
    return None if lifted.outcome is Outcome.REFUSE else lifted


def beyond_limits(benefit: Benefit) -> Benefit:
    """What one person may have is lifted; what all may have together is not."""
    rules = (rule for rule in benefit.rules if not isinstance(rule, Quota | Velocity))
    return replace(benefit, rules=tuple(rules))


def question(
    bond: Bond,
    benefit: Benefit,
    claims: Claims,
    here: Here,
    *,
    holder: str,
    sheet: Sheet | None = None,
) -> Question:
    """`sheet` is what was read of the holder, where somebody asks for several benefits."""
    at, clock = here.cooperative, counting.clock(here.cooperative.time_zone, here.now)
    known = known_of(sheet, benefit, bond, holder, clock.date())
    asked = situation_of(
        at,
        bond,
        benefit,
        at=here.now,
        checked_at=counting.clock(at.time_zone, here.checked_at),
        evidence=here.evidence,
        standing=Standing.GOOD,
        site=here.place,
        adults=here.adults,
        children=here.children,
        units=here.units,
        bill=here.bill,
        other_percent=here.other_percent,
        lacking=here.lacking,
        distance_km=here.distance_km,
        photo_id=here.photo_id,
        **known,
    )
    return Question(benefit, bond, holder, claims, asked, sheet)


def reason_of(answers: list[Offered]) -> Reason:
    """The colour of the whole: green as soon as one can be given without more ado."""
    if any(each.verdict.outcome is Outcome.ALLOW for each in answers) or not answers:
        return Reason.PARTNER
    if any(each.may_be_given for each in answers):
        return Reason.LOOK_FIRST
    whys = {each.verdict.reason for each in answers}
    if whys <= OF_THE_CLASS:
        return Reason.CLASS_NOT_COVERED
    if Why.EVIDENCE_TOO_WEAK in whys:
        return Reason.TOO_WEAK
    return Reason.USED if whys & USED else Reason.NOT_TODAY
