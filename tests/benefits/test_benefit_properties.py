"""What holds for every benefit, whatever its rules."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benefits.eligibility import Outcome, Standing, Tally, UseHistory, Why, decide_benefit
from benefits.eligibility.benefit import Benefit
from benefits.eligibility.who import GoodStanding, Tenure
from tests.benefits import questions
from tests.benefits.terms_of_all import benefit

RANK = {Outcome.ALLOW: 2, Outcome.ALLOW_IF: 1, Outcome.REFUSE: 0}
# How fast values are drawn says something of the machine, and nothing of the rules.
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
asked = (questions.benefits, questions.shown, questions.situations)


def history(situation, uses, budgets):
    past = [use for use in uses if use.at <= situation.now]
    return UseHistory.of(past, now=situation.now, visit=situation.visit, budgets=budgets)


@patient
@given(*asked, questions.uses, questions.uses, questions.budgets)
def test_more_use_never_allows_more(terms, claims, situation, uses, more, budgets):
    before = decide_benefit(terms, claims, situation, history(situation, uses, budgets))
    after = decide_benefit(terms, claims, situation, history(situation, uses + more, budgets))

    assert RANK[after.outcome] <= RANK[before.outcome]
    assert before.left is None or after.left <= before.left


@patient
@given(*asked, questions.uses, questions.budgets, questions.tallies)
def test_more_spent_of_a_budget_never_allows_more(terms, claims, situation, uses, budgets, more):
    spent = {
        key: Tally(tally.times + more.times, tally.units + more.units, tally.value + more.value)
        for key, tally in budgets.items()
    }
    before = decide_benefit(terms, claims, situation, history(situation, uses, budgets))
    after = decide_benefit(terms, claims, situation, history(situation, uses, spent))

    assert RANK[after.outcome] <= RANK[before.outcome]


@patient
@given(*asked, questions.uses, questions.budgets, st.randoms(use_true_random=False))
def test_the_order_of_rules_does_not_matter(
    terms, claims, situation, uses, budgets, chance: Random
):
    shuffled = list(terms.rules)
    chance.shuffle(shuffled)
    other = benefit(*shuffled, parameters=terms.parameters, evidence=terms.evidence)
    past = history(situation, uses, budgets)

    assert decide_benefit(other, claims, situation, past) == decide_benefit(
        terms, claims, situation, past
    )


@patient
@given(*asked, questions.uses)
def test_one_rule_more_never_allows_more_but_for_the_fallbacks(terms, claims, situation, uses):
    softer = {"lost_card", "offline", "substitute"}
    rules = [rule for rule in terms.rules if rule.name not in softer]
    past = history(situation, uses, {})
    ranks = [
        RANK[
            decide_benefit(
                benefit(*rules[:most], parameters=terms.parameters), claims, situation, past
            ).outcome
        ]
        for most in range(len(rules) + 1)
    ]

    assert ranks == sorted(ranks, reverse=True)


@patient
@given(*asked, questions.uses)
def test_a_card_that_counts_only_at_home_is_allowed_nothing(terms, claims, situation, uses):
    past = history(situation, uses, {})

    verdict = decide_benefit(terms, replace(claims, eligible=False), situation, past)
    assert verdict.outcome is Outcome.REFUSE


@patient
@given(*asked, questions.uses, questions.budgets)
def test_every_sentence_fills_in(terms, claims, situation, uses, budgets):
    verdict = decide_benefit(terms, claims, situation, history(situation, uses, budgets))

    for said in (verdict.sentence, *verdict.conditions, *map(str, terms.in_words())):
        assert said.endswith(".")
        assert "{" not in said
        assert "None" not in said
    assert (verdict.outcome is Outcome.ALLOW_IF) == bool(verdict.conditions)
    assert (verdict.outcome is Outcome.ALLOW) == (verdict.reason is Why.GIVEN)


@patient
@given(questions.benefits)
def test_a_benefit_comes_back_from_json_as_it_went(terms):
    assert Benefit.from_json(json.loads(json.dumps(terms.to_json()))) == terms


@patient
@given(*asked, questions.uses)
def test_who_is_refused_with_a_day_is_not_refused_for_counting_on_that_day(
    terms, claims, situation, uses
):
    verdict = decide_benefit(terms, claims, situation, history(situation, uses, {}))

    assert verdict.next_on is None or verdict.next_on >= situation.now.date()


@patient
@given(*asked)
def test_an_old_check_is_old_whatever_else_is_agreed(terms, claims, situation):
    """A fallback for when the home cannot be asked does not make an old answer fresh."""
    situation = replace(situation, standing=Standing.GOOD, checked_at=datetime(2026, 1, 1))  # noqa: DTZ001 -- the host's own clock
    strict = [rule for rule in terms.rules if rule.name != "good_standing"]
    made = benefit(*strict, GoodStanding(60), parameters=terms.parameters)

    assert decide_benefit(made, claims, situation).outcome is Outcome.REFUSE


def test_who_has_been_a_member_since_the_last_of_days_is_too_new():
    asked = questions.claims(member_since=date.max)

    verdict = decide_benefit(benefit(Tenure(400)), asked, questions.situation())
    assert verdict.reason is Why.TOO_NEW
