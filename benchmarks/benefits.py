"""Decisions on benefits: `python -m benchmarks.benefits [seconds]`, or `make bench BENCH=benefits`.

One core, no database, nothing remembered between two decisions. The agreements have 12 to 16 rules; the
questions are drawn once, with a fixed seed, so that allowed, allowed if and refused are each a fifth of the
answers or more. What is timed is the decision and the sentence read aloud, with its conditions.
"""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from time import process_time
from typing import Final

from benchmarks.report import keep
from benefits.eligibility import (
    Across,
    Benefit,
    Claims,
    Evidence,
    Money,
    Period,
    Situation,
    Standing,
    Tally,
    Use,
    UseHistory,
    after,
    decide_benefit,
    often,
    partners,
    party,
    proof,
    where,
    who,
)
from benefits.eligibility.what import Discount, EventEntry, FreeUnits

LEAST: Final = 20_000
SHARE: Final = 0.2
QUESTIONS: Final = 4_000
NOW: Final = datetime(2026, 11, 24, 12, tzinfo=UTC)
FEDERATION: Final = frozenset({"did:web:fed.example"})
Question = tuple[Benefit, Claims, Situation, UseHistory]


def terms() -> list[Benefit]:
    common = (
        partners.PartnerScope(partners.Scope.ACCREDITED, FEDERATION, "Commonlands"),
        partners.MutualOnly(),
        partners.NotNear(within_km=145),
        who.Classes(frozenset({"consumer", "worker", "producer"})),
        who.Vouched(),
        who.GoodStanding(24 * 60),
        who.Tenure(30),
        party.Party(party.Covers.COUNTED, 2, 4),
        often.Quota(3, Period.MONTH),
        often.Velocity(2),
        often.Budget(200, Period.MONTH),
        where.Window(date(2026, 1, 1), date(2026, 12, 31)),
    )
    shop = (*common, where.Blackout(((date(2026, 12, 24), date(2026, 12, 26)),)), after.Stacking())
    door = (*common, often.Quota(1, Period.VISIT), proof.PhotoId(), proof.Offline(24))
    hours = where.Hours(frozenset(range(1, 7)), time(9), time(20))
    desks = (*common, hours, often.Transfer(28), proof.Prerequisite("sign the waiver"))
    return [
        Benefit("groceries", "15 % off", Discount(15, None, ("alcohol",), Money(2000)), shop),
        Benefit("film", "Film night", EventEntry("Film night"), door),
        Benefit("desk", "Two free days", FreeUnits(2, "days", Period.YEAR, Money(1200)), desks),
    ]


def questions(how_many: int) -> list[Question]:
    chance = Random(20261125)
    benefits = terms()
    return [_question(chance, benefits[number % len(benefits)]) for number in range(how_many)]


def _question(chance: Random, benefit: Benefit) -> Question:

    def rarely(one_in: int) -> bool:
        return chance.randrange(one_in) == 0

    claims = Claims(
        home="Oak Street",
        membership_class="investor" if rarely(20) else "consumer",
        eligible=not rarely(20),
        valid_from=date(2026, 3, 1),
        valid_until=date(2027, 2, 28),
        name="Amara O.",
        member_since=date(2020, 5, 1) + timedelta(chance.randrange(2380)),
    )
    situation = Situation(
        host="Green Valley",
        now=NOW + timedelta(minutes=chance.randrange(400)),
        starts_on=date(2026, 1, 1),
        ends_on=date(2027, 12, 31),
        partner="did:web:oak.example",
        evidence=Evidence.SHOWN,
        standing=Standing.UNKNOWN if rarely(33) else Standing.GOOD,
        checked_at=NOW - timedelta(minutes=chance.randrange(300)),
        accredited_by=FEDERATION,
        visit="film",
        adults=chance.choice((1, 1, 2, 3)),
        distance_km=None if rarely(10) else 300,
        photo_id=None if rarely(2) else True,
        fulfilled=frozenset({"sign the waiver"}) if not rarely(3) else frozenset(),
        other_percent=10 if rarely(5) else 0,
    )
    return benefit, claims, situation, _history(chance, situation)


def _history(chance: Random, situation: Situation) -> UseHistory:
    uses = [
        Use(situation.now - timedelta(minutes=chance.randrange(120_000)), visit="other")
        for _ in range(chance.choice((0, 0, 1, 1, 2, 5)))
    ]
    spent = Tally(chance.choice((200, *range(50))))
    budgets = {(Across.PARTNER, Period.MONTH): spent}
    return UseHistory.of(uses, now=situation.now, visit=situation.visit, budgets=budgets)


def measure(seconds: float) -> dict[str, float]:
    asked = questions(QUESTIONS)
    answers = Counter(str(decide_benefit(*question).outcome) for question in asked)
    shares = {name: answers[name] / len(asked) for name in ("allow", "allow_if", "refuse")}
    done, begun = 0, process_time()
    while (spent := process_time() - begun) < seconds:
        for question in asked:
            verdict = decide_benefit(*question)
            verdict.sentence  # noqa: B018 -- filling it in is part of the work
            verdict.conditions  # noqa: B018 -- as above
        done += len(asked)
    return {"decisions_per_second": done / spent, **shares}


def main() -> None:
    figures = measure(float(sys.argv[1]) if len(sys.argv) > 1 else 3.0)
    fewest = min(len(benefit.rules) for benefit in terms())
    figures = {"rules_at_least": fewest, **figures}
    keep("benefits", figures)
    if figures["decisions_per_second"] < LEAST:
        sys.exit(f"Fewer than {LEAST:,} decisions a second.")
    if min(figures[name] for name in ("allow", "allow_if", "refuse")) < SHARE:
        sys.exit("An outcome is less than a fifth of the answers.")


if __name__ == "__main__":
    main()
