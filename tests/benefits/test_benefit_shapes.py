from __future__ import annotations

import json
from datetime import date

import pytest

from benefits.eligibility import (
    after,
    kinds,
    memberships,
    often,
    partners,
    party,
    what,
    where,
    who,
)
from benefits.eligibility.benefit import RULES, Benefit, read_rule
from benefits.eligibility.values import Evidence, Money, Period, TermsError
from tests.benefits import terms_of_all
from tests.benefits.terms_of_all import benefit


def through_json(value):
    return json.loads(json.dumps(value.to_json()))


def test_every_rule_and_every_kind_is_in_the_samples():
    assert [type(rule) for rule in terms_of_all.RULES] == list(RULES.values())
    assert [type(kind) for kind in terms_of_all.KINDS] == list(kinds.KINDS.values())


@pytest.mark.parametrize("rule", terms_of_all.RULES, ids=lambda rule: rule.name)
def test_a_rule_comes_back_from_json_as_it_went(rule):
    assert read_rule(through_json(rule)) == rule


@pytest.mark.parametrize("kind", terms_of_all.KINDS, ids=lambda kind: kind.kind)
def test_a_benefit_of_each_kind_comes_back_from_json_as_it_went(kind):
    whole = benefit(*terms_of_all.RULES, parameters=kind, evidence=Evidence.LIVE, staff_line="Hi")

    assert Benefit.from_json(through_json(whole)) == whole


@pytest.mark.parametrize("rule", terms_of_all.RULES, ids=lambda rule: rule.name)
def test_a_rule_with_something_unknown_missing_or_of_another_kind_is_refused(rule):
    data = through_json(rule)
    wrong = [{**data, "more": 1}, {**data, "rule": "guess"}]
    wrong += [{key: data[key] for key in data if key != gone} for gone in data]
    wrong += [{**data, key: {"of": "another kind"}} for key in data]

    for each in wrong:
        with pytest.raises(TermsError):
            read_rule(each)


@pytest.mark.parametrize("rule", terms_of_all.RULES, ids=lambda rule: rule.name)
def test_a_rule_reads_as_a_sentence(rule):
    said = str(rule.in_words())

    assert said.endswith(".")
    assert "{" not in said
    assert said[0].isupper()


@pytest.mark.parametrize(
    ("kind", "said"),
    list(
        zip(
            terms_of_all.KINDS,
            [
                "A visiting membership for 90 days, without a vote, dividend.",
                "15 % off, up to 20.00 EUR each time, but not on alcohol, bread.",
                "5.00 EUR off by a code for the web shop, good once and for 14 days.",
                "2 days free a year, then 12.00 EUR each.",
                "Free entry to Film night on 12 Dec 2026.",
                "Nothing to pay for: joining fee.",
                "The same prices and the same service as your own members: full members.",
                "A second membership for 30.00 EUR instead of 60.00 EUR, while the first one is active.",
            ],
            strict=True,
        )
    ),
    ids=lambda each: getattr(each, "kind", ""),
)
def test_each_kind_says_what_is_given(kind, said):
    assert str(kind.in_words()) == said


@pytest.mark.parametrize(
    "make",
    [
        lambda: partners.PartnerScope(partners.Scope.NETWORK),
        lambda: who.Classes(frozenset()),
        lambda: who.Classes(frozenset({"worker"}), (("consumer", "guest"),)),
        partners.NotNear,
        lambda: party.Party(party.Covers.NAMED, 2),
        lambda: often.Quota(0, Period.DAY),
        lambda: often.Budget(1, Period.VISIT),
        lambda: where.Window(date(2026, 2, 1), date(2026, 1, 1)),
        lambda: where.Blackout(()),
        lambda: after.Settlement(after.Settle.PER_USE),
        what.Discount,
        lambda: what.Discount(10, Money(1)),
        lambda: memberships.ReducedFee(Money(100), 50, Money(1, "GBP")),
        lambda: Money(1, "euro"),
        lambda: benefit(id="Not a slug"),
        lambda: benefit(partners.MutualOnly(), partners.MutualOnly()),
    ],
)
def test_what_makes_no_sense_cannot_be_agreed(make):
    with pytest.raises(TermsError):
        make()
