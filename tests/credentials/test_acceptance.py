"""The rule itself: values in, a reason out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.acceptance import (
    Home,
    Policy,
    Reason,
    Word,
    decide_acceptance,
    differing,
    narrowed,
    needs_words,
)
from credentials.core.definition import ASSURANCE_LEVELS, CATEGORIES

BODY, OTHER, HOME = "did:web:commons.example", "did:web:other.example", "did:web:oak.example"
TRUSTING = Policy(bodies=frozenset({BODY}))
GOOD = Word(BODY, "Commons", "COOP", "registryVerified", holds=True)


def said(policy: Policy, *words: Word, **home):
    return decide_acceptance(policy, Home(HOME, words=words, **home))


def test_by_default_partners_are_accepted_and_nobody_else():
    assert said(Policy(), is_partner=True).reason is Reason.PARTNER
    assert said(Policy(), GOOD).reason is Reason.NO_AGREEMENT
    assert said(Policy(), is_here=True).reason is Reason.OWN
    assert not needs_words(Policy(), Home(HOME))


@pytest.mark.parametrize(
    ("words", "reason", "accepted"),
    [
        ((GOOD,), Reason.ACCREDITED, True),
        ((), Reason.NOT_ACCREDITED, False),
        ((replace(GOOD, body=OTHER),), Reason.NOT_ACCREDITED, False),
        ((replace(GOOD, assurance="vouched"),), Reason.TOO_WEAK, False),
        ((replace(GOOD, assurance="documentChecked"),), Reason.ACCREDITED, True),
        ((replace(GOOD, assurance="certain"),), Reason.TOO_WEAK, False),
        ((replace(GOOD, category="CS"),), Reason.OTHER_CATEGORY, False),
        ((replace(GOOD, holds=False),), Reason.SUSPENDED, False),
        ((replace(GOOD, holds=None),), Reason.NOT_CHECKED, None),
        ((replace(GOOD, holds=False), replace(GOOD, category="CS")), Reason.SUSPENDED, False),
        ((replace(GOOD, holds=False), GOOD), Reason.ACCREDITED, True),
    ],
)
def test_a_body_that_is_trusted_lets_in_whom_it_confirms_closely_enough(words, reason, accepted):
    policy = replace(TRUSTING, categories=frozenset({"COOP", "CA"}))

    found = said(policy, *words)

    assert (found.reason, found.accepted) == (reason, accepted)


def test_single_co_ops_go_before_everything_else():
    never = replace(TRUSTING, denied=frozenset({HOME}))
    always = Policy(allowed=frozenset({HOME}))

    assert said(never, GOOD, is_partner=True).reason is Reason.DENIED
    assert said(always).reason is Reason.ALLOWED
    assert not needs_words(never, Home(HOME))


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ((GOOD,), Reason.PARTNER),
        ((), Reason.PARTNER_NOT_CONFIRMED),
        ((replace(GOOD, holds=False),), Reason.PARTNER_NOT_CONFIRMED),
        ((replace(GOOD, holds=None),), Reason.NOT_CHECKED),
    ],
)
def test_partners_may_have_to_be_confirmed_too(words, reason):
    policy = replace(TRUSTING, partners_confirmed=True)

    assert said(policy, *words, is_partner=True).reason is reason
    assert said(TRUSTING, *words, is_partner=True).reason is Reason.PARTNER
    assert needs_words(policy, Home(HOME, is_partner=True))
    assert not needs_words(TRUSTING, Home(HOME, is_partner=True))


def test_what_could_not_be_asked_is_neither_yes_nor_no():
    found = said(TRUSTING, asked=False)

    assert (found.reason, found.accepted) == (Reason.NOT_CHECKED, None)


def test_a_rule_survives_being_written_and_read():
    policy = Policy(
        bodies=frozenset({BODY, OTHER}),
        categories=frozenset({"CA"}),
        assurance="vouched",
        partners_confirmed=True,
        allowed=frozenset({HOME}),
        denied=frozenset({OTHER}),
    )

    assert Policy.from_json(policy.to_json()) == policy


DIDS = st.frozensets(st.sampled_from((BODY, OTHER, HOME)))
POLICIES = st.builds(
    Policy,
    bodies=DIDS,
    categories=st.frozensets(st.sampled_from(CATEGORIES)),
    assurance=st.sampled_from(ASSURANCE_LEVELS),
    partners_confirmed=st.booleans(),
    allowed=DIDS,
    denied=DIDS,
)
WORDS = st.builds(
    Word,
    body=st.sampled_from((BODY, OTHER)),
    name=st.just("Body"),
    category=st.sampled_from(CATEGORIES),
    assurance=st.sampled_from(ASSURANCE_LEVELS),
    holds=st.sampled_from((True, False, None)),
)
HOMES = st.builds(
    Home,
    did=st.sampled_from((HOME, BODY)),
    is_partner=st.booleans(),
    words=st.lists(WORDS, max_size=3).map(tuple),
)


@given(old=POLICIES, new=POLICIES, home=HOMES)
def test_a_narrowed_rule_accepts_nothing_that_the_old_one_would_not(old, new, home):
    narrow = narrowed(old, new)

    if decide_acceptance(narrow, home).accepted:
        assert decide_acceptance(old, home).accepted
    if home.did in new.denied:
        assert decide_acceptance(narrow, home).reason is Reason.DENIED
    assert narrowed(narrow, new) == narrow
    assert narrowed(old, old) == old


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"denied": frozenset({OTHER})}, "denied"),
        ({"allowed": frozenset()}, "allowed"),
        ({"bodies": frozenset({BODY})}, "bodies"),
        ({"categories": frozenset({"COOP"})}, "categories"),
        ({"assurance": "registryVerified"}, "assurance"),
        ({"partners_confirmed": True}, "partnersConfirmed"),
    ],
)
def test_what_was_taken_away_in_any_part_is_taken_away(change, part):
    old = Policy(bodies=frozenset({BODY, OTHER}), allowed=frozenset({HOME}))
    new = replace(old, **change)

    assert narrowed(old, new) == new
    assert differing(old, narrowed(old, new)) == (part,)
    assert differing(new, narrowed(new, old)) == (), "what is given is not"


def test_taking_the_last_body_away_lets_in_no_partner_who_has_to_be_confirmed():
    old = replace(TRUSTING, partners_confirmed=True)
    new = replace(old, bodies=frozenset({OTHER}))

    assert narrowed(old, new) == old
