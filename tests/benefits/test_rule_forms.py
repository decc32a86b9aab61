"""From the form in which a rule is typed to what the desk reads aloud."""

from __future__ import annotations

import json
from dataclasses import fields

import pytest
from django.http import QueryDict

from benefits.eligibility import (
    UNUSED,
    Claims,
    Evidence,
    Outcome,
    Situation,
    decide_benefit,
    proof,
)
from benefits.eligibility.benefit import RETIRED, RULES, Benefit
from benefits.eligibility.kinds import KINDS
from benefits.ruling import GROUP_FORMS, WHAT_FORMS
from tests.benefits import kind_cases, questions, rule_cases, terms_of_all
from tests.benefits.terms_of_all import benefit

FORMS = {rule: form for form in GROUP_FORMS for rule in form.edits}
WRITTEN = [rule for rule in terms_of_all.RULES if not isinstance(rule, RETIRED)]
OF_CLAIMS = {field.name for field in fields(Claims)}
OF_SITUATION = {field.name for field in fields(Situation)}


def posted(typed):
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def typed_into(form, typed):
    filled = form(posted(typed))
    assert filled.is_valid(), filled.errors
    return filled


def whole(given_fields):
    """Everything a form shows, empty fields included, as a browser would send it back."""
    return {
        name: value if isinstance(value, list) else str(value)
        for name, value in given_fields.items()
        if value not in (None, False, "")
    }


def decide(terms, changes):
    changes = dict(changes)
    history = changes.pop("history", UNUSED)
    assert set(changes) <= OF_CLAIMS | OF_SITUATION
    shown = {key: value for key, value in changes.items() if key in OF_CLAIMS and key not in PARTY}
    here = {key: value for key, value in changes.items() if key in OF_SITUATION}
    return decide_benefit(terms, questions.claims(**shown), questions.situation(**here), history)


PARTY = {"adults", "children"}


def through_json(terms):
    return Benefit.from_json(json.loads(json.dumps(terms.to_json())))


def benefit_of(case):
    """The benefit as the forms make it, on its way through the agreement's JSON."""
    if case.name in WHAT_FORMS:
        what = typed_into(WHAT_FORMS[case.name], case.typed).what
        return through_json(benefit(parameters=what))
    form = typed_into(FORMS[RULES[case.name]], case.typed)
    assert [rule.name for rule in form.rules] == [case.name]
    return through_json(benefit(*form.rules))


def test_there_is_a_row_for_every_rule_and_every_kind_and_a_form_that_edits_it():
    written = [name for name, rule in RULES.items() if rule not in RETIRED]
    assert [case.name for case in rule_cases.RULES] == written
    assert {case.name for case in kind_cases.KINDS} == set(KINDS) == set(WHAT_FORMS)
    assert set(FORMS) == {RULES[name] for name in written}


cases = pytest.mark.parametrize(
    "case", [*rule_cases.RULES, *kind_cases.KINDS], ids=lambda case: case.name
)


@cases
def test_who_may_have_it_gets_it(case):
    verdict = decide(benefit_of(case), case.allow)

    assert (verdict.outcome, verdict.reason.value) == (Outcome.ALLOW, "given")


@cases
def test_who_may_not_hears_the_fact_and_the_next_step(case):
    if case.refuse is None:
        assert case.words[1].startswith(("never refuses", "always"))
        return
    verdict = decide(benefit_of(case), case.refuse)

    assert verdict.outcome is Outcome.REFUSE
    assert verdict.sentence == case.sentence


@cases
def test_what_has_to_be_seen_to_is_named(case):
    if case.ask is None:
        return
    verdict = decide(benefit_of(case), case.ask)

    assert verdict.outcome is Outcome.ALLOW_IF
    assert verdict.conditions == (case.condition,)


@pytest.mark.parametrize("rule", WRITTEN, ids=lambda rule: rule.name)
def test_a_form_shows_a_rule_again_as_it_was_typed(rule):
    form = FORMS[type(rule)]
    again = typed_into(form, whole(form.filled(benefit(rule))))

    assert rule in again.rules


@pytest.mark.parametrize("kind", terms_of_all.KINDS, ids=lambda kind: kind.kind)
def test_a_form_shows_what_is_given_again_as_it_was_typed(kind):
    form = WHAT_FORMS[kind.kind]

    assert typed_into(form, whole(form.filled(kind))).what == kind


def test_all_groups_together_show_a_whole_benefit_again():
    terms = benefit(*WRITTEN, evidence=Evidence.LIVE)
    rules = []
    for form in GROUP_FORMS:
        rules += typed_into(form, whole(form.filled(terms))).rules

    assert set(rules) == set(WRITTEN)


@pytest.mark.parametrize(
    "rule", [proof.LostCard(), proof.Offline(48), proof.Approval(proof.Approver.HOME)], ids=str
)
def test_what_is_written_no_more_is_read_where_it_was_signed(rule):
    assert through_json(benefit(rule)) == benefit(rule)


@pytest.mark.parametrize(
    ("kind", "missing"), [("code", "Good for so many days"), ("event_entry", "Which event")]
)
def test_what_is_left_empty_is_named(kind, missing):
    form = WHAT_FORMS[kind]({})

    assert f"“{missing}” is missing." in [said for each in form.errors.values() for said in each]


@pytest.mark.parametrize("form", GROUP_FORMS, ids=lambda form: form.__name__)
def test_an_empty_form_makes_no_rule(form):
    assert typed_into(form, {"quota_per": "month", "quota_by": "uses"}).rules == ()


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("partner_scope", {"scope": "network"}, "A network or a body has a name"),
        (
            "classes",
            {"classes": ["worker"], "becomes": "worker"},
            "Write which kind counts as which",
        ),
        ("blackout", {"blackout": "Christmas"}, "Write days like"),
        ("window", {"window_from": "2026-12-01", "window_to": "2026-11-01"}, "The last day is not"),
        ("settlement", {"settlement": "per_use"}, "A price goes with"),
        ("accrual", {"accrual_points": "5"}, "What is credited has a name"),
    ],
)
def test_what_makes_no_sense_is_said_at_the_form(name, typed, said):
    form = FORMS[RULES[name]](posted(typed))

    assert not form.is_valid()
    assert form.non_field_errors()[0].startswith(said)


@pytest.mark.parametrize(
    ("by", "most", "cents"), [("value", "12.50", 1250), ("uses", "3", 3), ("uses", "2.5", None)]
)
def test_a_limit_is_typed_as_people_write_it(by, most, cents):
    typed = {"quota_most": most, "quota_by": by, "quota_per": "month"}
    form = FORMS[RULES["quota"]](posted(typed))

    assert form.is_valid() is (cents is not None)
    if cents is None:
        assert form.errors["quota_most"] == ["Enter a whole number, or count money."]
    else:
        assert [rule.most for rule in form.rules] == [cents]


@pytest.mark.parametrize("typed", [{}, {"percent_off": "10", "fixed": "5"}])
def test_a_discount_is_a_share_or_an_amount(typed):
    assert not WHAT_FORMS["discount"](posted(typed)).is_valid()
