"""The rule itself: values in, a reason out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from credentials.acceptance import Home, Policy, Reason, Word, decide_acceptance, needs_words

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
