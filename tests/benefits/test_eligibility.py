from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benefits.eligibility import (
    SENTENCES,
    Claims,
    Evidence,
    Offer,
    Outcome,
    Reason,
    Standing,
    decide,
)

TODAY = date(2026, 11, 24)
KINDS = ["consumer", "worker", "producer", "investor"]


def offer(**values):
    values.setdefault("classes", frozenset({"consumer", "worker"}))
    values.setdefault("days", 90)
    values.setdefault("starts_on", date(2026, 1, 1))
    values.setdefault("ends_on", date(2027, 12, 31))
    return Offer(**values)


def claims(**values):
    values.setdefault("home", "Oak Street")
    values.setdefault("membership_class", "consumer")
    values.setdefault("eligible", True)
    values.setdefault("valid_from", date(2026, 3, 1))
    values.setdefault("valid_until", date(2027, 6, 30))
    return Claims(**values)


def ask(given_offer=None, shown=None, **values):
    values.setdefault("host", "Green Valley")
    values.setdefault("evidence", Evidence.LIVE)
    values.setdefault("standing", Standing.GOOD)
    values.setdefault("today", TODAY)
    return decide(given_offer or offer(), shown or claims(), **values)


def test_a_member_in_good_standing_is_welcome_for_the_agreed_days():
    decision = ask()

    assert decision.outcome is Outcome.ALLOW
    assert decision.until == date(2027, 2, 21)
    assert decision.sentence == (
        "You are welcome at Green Valley as a visiting member until 21 Feb 2027. "
        "Your card is on its way by email."
    )


@pytest.mark.parametrize(
    ("until", "given_offer", "shown"),
    [
        (date(2026, 12, 1), offer(ends_on=date(2026, 12, 1)), claims()),
        (date(2026, 12, 2), offer(), claims(valid_until=date(2026, 12, 2))),
        (TODAY, offer(days=1), claims()),
    ],
)
def test_a_stay_ends_with_whatever_ends_first(until, given_offer, shown):
    assert ask(given_offer, shown).until == until


@pytest.mark.parametrize(
    ("reason", "word", "given_offer", "shown", "values"),
    [
        (Reason.NOT_GENUINE, "start again", offer(), claims(genuine=False), {}),
        (
            Reason.AGREEMENT_NOT_STARTED,
            "25 Nov 2026",
            offer(starts_on=TODAY + timedelta(1)),
            claims(),
            {},
        ),
        (Reason.AGREEMENT_OVER, "23 Nov 2026", offer(ends_on=TODAY - timedelta(1)), claims(), {}),
        (
            Reason.CARD_NOT_YET_VALID,
            "25 Nov 2026",
            offer(),
            claims(valid_from=TODAY + timedelta(1)),
            {},
        ),
        (Reason.CARD_EXPIRED, "renew", offer(), claims(valid_until=TODAY - timedelta(1)), {}),
        (Reason.HOME_ENDED, "contact Oak Street", offer(), claims(), {"standing": Standing.ENDED}),
        (
            Reason.HOME_SUSPENDED,
            "contact Oak Street",
            offer(),
            claims(),
            {"standing": Standing.SUSPENDED},
        ),
        (Reason.HOME_UNREACHABLE, "in an hour", offer(), claims(), {"standing": Standing.UNKNOWN}),
        (
            Reason.CLASS_NOT_COVERED,
            "apply to Green Valley",
            offer(),
            claims(membership_class="investor"),
            {},
        ),
        (Reason.CLASS_NOT_ELIGIBLE, "does not count", offer(), claims(eligible=False), {}),
        (
            Reason.EVIDENCE_TOO_WEAK,
            "Sign in at Oak Street",
            offer(),
            claims(),
            {"evidence": Evidence.SHOWN},
        ),
    ],
)
def test_each_refusal_names_its_fact_and_the_next_step(reason, word, given_offer, shown, values):
    decision = ask(given_offer, shown, **values)

    assert (decision.outcome, decision.reason) == (Outcome.REFUSE, reason)
    assert word in decision.sentence


def test_without_an_agreement_nobody_is_recognised():
    decision = decide(
        None, claims(), host="Elm", evidence=Evidence.BOUND, standing=Standing.GOOD, today=TODAY
    )

    assert decision.reason is Reason.NO_AGREEMENT


def test_every_reason_has_a_sentence():
    assert set(SENTENCES) == set(Reason)


days = st.dates(date(2026, 10, 1), date(2027, 1, 31))
offers = st.builds(
    Offer,
    classes=st.frozensets(st.sampled_from(KINDS), min_size=1),
    days=st.integers(1, 366),
    starts_on=days,
    ends_on=days,
    evidence=st.sampled_from(Evidence),
)
shown_claims = st.builds(
    Claims,
    home=st.just("Oak"),
    membership_class=st.sampled_from(KINDS),
    eligible=st.booleans(),
    valid_from=days,
    valid_until=days,
    genuine=st.booleans(),
)
situations = st.tuples(st.none() | offers, shown_claims, st.sampled_from(Standing), days)


@given(situations, st.sampled_from(Evidence), st.sampled_from(Evidence))
def test_more_evidence_never_refuses(situation, one, other):
    given_offer, shown, standing, today = situation
    less, more = sorted((one, other))
    weak = decide(given_offer, shown, host="Elm", evidence=less, standing=standing, today=today)
    strong = decide(given_offer, shown, host="Elm", evidence=more, standing=standing, today=today)

    assert strong.allowed or not weak.allowed


@given(situations, st.sampled_from(Evidence))
def test_it_is_allowed_exactly_where_every_condition_holds(situation, evidence):
    given_offer, shown, standing, today = situation
    conditions = given_offer is not None and (
        shown.genuine
        and shown.eligible
        and standing is Standing.GOOD
        and shown.valid_from <= today <= shown.valid_until
        and given_offer.starts_on <= today <= given_offer.ends_on
        and shown.membership_class in given_offer.classes
        and evidence >= given_offer.evidence
    )

    decision = decide(
        given_offer, shown, host="Elm", evidence=evidence, standing=standing, today=today
    )

    assert decision.allowed == conditions
    assert "{" not in decision.sentence


@given(offers, st.permutations(KINDS), shown_claims)
def test_the_order_of_classes_changes_nothing(given_offer, order, shown):
    kept = frozenset(kind for kind in order if kind in given_offer.classes)
    again = Offer(
        kept, given_offer.days, given_offer.starts_on, given_offer.ends_on, given_offer.evidence
    )

    assert ask(again, shown) == ask(given_offer, shown)


@given(situations)
def test_a_stay_never_outlasts_what_it_rests_on(situation):
    given_offer, shown, standing, today = situation
    decision = decide(
        given_offer, shown, host="Elm", evidence=Evidence.BOUND, standing=standing, today=today
    )

    if decision.until is not None and given_offer is not None:
        assert today <= decision.until <= min(given_offer.ends_on, shown.valid_until)
