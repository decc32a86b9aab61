"""Giving, taking back, making void: what is counted and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from benefits import counting
from benefits.cards import Card
from benefits.eligibility import (
    Across,
    Evidence,
    Measure,
    Outcome,
    Period,
    Use,
    UseHistory,
    Why,
    after,
    often,
    proof,
)
from benefits.errors import KeyReusedError, NotCountingError, UndoOverError
from benefits.models import Counter, Decision, Redemption
from benefits.services.giving import give_benefit, undo_giving, void_use
from benefits.services.visits import pseudonym
from tests.benefits import questions
from tests.benefits.giving import AGREEMENT, give, giving
from tests.benefits.terms_of_all import benefit
from tests.benefits.visiting import Home

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = benefit(often.Quota(1, Period.MONTH))
BUDGET = benefit(often.Budget(2, Period.MONTH))


def uses(side):
    with side.within:
        return Redemption.objects.count()


def test_a_use_is_written_down_with_what_was_said_and_agreed(elm):
    given = give(elm, ONCE, site="Front desk", given_by="Desk 1", version=3)

    use = given.redemption
    assert given.verdict.outcome is Outcome.ALLOW
    assert (use.agreement_version, use.benefit, use.kind) == (3, "off", "discount")
    assert (use.site, use.given_by, use.evidence_level) == ("Front desk", "Desk 1", "shown")
    assert use.sentence.startswith("15 % off")
    assert "amara" in use.pseudonym


def test_what_is_used_up_is_refused_and_says_when_it_was_used(elm):
    first = give(elm, ONCE).redemption
    again = give(elm, ONCE)

    assert again.redemption is None
    assert again.verdict.reason is Why.QUOTA_USED
    assert again.verdict.sentence.startswith(f"Used today at {first.at:%H:%M}; next on 1 ")
    assert uses(elm) == 1


def test_the_same_key_gives_the_same_use_again(elm):
    first = give(elm, ONCE, key="scan-1")
    again = give(elm, ONCE, key="scan-1")

    assert again.replayed
    assert again.redemption == first.redemption
    assert again.verdict.sentence == first.redemption.sentence
    assert uses(elm) == 1


def test_a_key_is_good_for_one_holder_and_one_benefit(elm):
    give(elm, ONCE, key="scan-1")

    with pytest.raises(KeyReusedError):
        give(elm, ONCE, "bo", key="scan-1")
    with pytest.raises(KeyReusedError):
        give(elm, benefit(id="other"), key="scan-1")


def test_nothing_is_given_while_a_condition_is_open(elm):
    look = benefit(proof.PhotoId())
    asked = give(elm, look, claims=questions.claims(name="Amara O."))
    assert asked.verdict.conditions == ("Check photo ID: the name is Amara O.",)
    assert asked.redemption is None
    given = give(elm, look, claims=questions.claims(name="Amara O."), confirmed=True)
    assert given.redemption.conditions == ["Check photo ID: the name is Amara O."]


def test_within_a_minute_it_is_taken_back_and_may_be_given_again(elm):
    use = give(elm, ONCE).redemption
    with elm.within:
        undo_giving(use.code, now=use.at + timedelta(seconds=59))
        undo_giving(use.code)

    assert give(elm, ONCE).redemption is not None


def test_after_a_minute_it_is_not_taken_back(elm):
    use = give(elm, ONCE).redemption

    with elm.within, pytest.raises(UndoOverError):
        undo_giving(use.code, now=use.at + timedelta(seconds=61))


def test_a_void_use_counts_no_more_and_stays_with_its_reason(elm):
    use = give(elm, BUDGET).redemption
    with elm.within:
        void_use(use.code, reason="Given to the wrong person.", by="Pat")
        with pytest.raises(NotCountingError):
            void_use(use.code, reason="Again.", by="Pat")
        assert Redemption.objects.get().void_reason == "Given to the wrong person."
        assert {row.times for row in Counter.objects.all()} == {0}


def test_a_budget_is_one_for_all_members_of_the_partner(elm):
    results = [give(elm, BUDGET, name).verdict.outcome for name in ("amara", "bo", "chandra")]

    assert results == ["allow", "allow", "refuse"]


def test_a_budget_of_one_partner_is_not_spent_by_another(elm):
    theirs = {"partner": "did:web:far.example", "agreement": uuid4()}
    for name in ("amara", "bo"):
        give(elm, BUDGET, name)

    assert give(elm, BUDGET, "far", **theirs).redemption is not None


def test_a_budget_across_all_partners_is_spent_by_any(elm):
    terms = benefit(often.Budget(2, Period.YEAR, Measure.VALUE, Across.ALL))

    assert give(elm, terms, "amara", amount=1, agreement=uuid4()).redemption
    assert give(elm, terms, "bo", amount=1, agreement=uuid4()).redemption
    assert give(elm, terms, "far", amount=1, agreement=uuid4()).verdict.reason is Why.BUDGET_USED


def test_a_budget_that_is_agreed_later_counts_what_was_used_before(elm):
    plain = benefit()
    for name in ("amara", "bo"):
        give(elm, plain, name)

    assert give(elm, BUDGET, "chandra").verdict.reason is Why.BUDGET_USED


def test_last_month_does_not_count_this_month(elm):
    now = timezone.now()
    give(elm, ONCE, now=now - timedelta(40))

    assert give(elm, ONCE, now=now).redemption is not None


def test_a_changed_rule_changes_no_record_of_the_past(elm):
    use = give(elm, ONCE).redemption
    with elm.within:
        before = Redemption.objects.filter(pk=use.pk).values().get()

    stricter = benefit(often.Quota(1, Period.LIFETIME), parameters=ONCE.parameters, title="New")
    give(elm, stricter, version=2)

    with elm.within:
        assert Redemption.objects.filter(pk=use.pk).values().get() == before


def test_every_decision_is_logged_with_its_version_and_benefit(elm):
    give(elm, ONCE, version=4)
    give(elm, ONCE, version=5)

    with elm.within:
        rows = Decision.objects.order_by("pk").values_list(
            "outcome", "reason", "agreement_version", "benefit"
        )
        assert list(rows) == [("allow", "given", 4, "off"), ("refuse", "quota_used", 5, "off")]


def test_counters_survive_a_new_card(oak, elm):
    home = Home(oak)
    old, new = (Card.read(home.card(index=number)) for number in (7, 8))
    assert old.urn != new.urn
    give(elm, ONCE, pseudonym(elm.coop, old))

    again = give(elm, ONCE, pseudonym(elm.coop, new))
    assert again.verdict.reason is Why.QUOTA_USED


def test_uses_of_one_co_op_are_not_found_in_another(oak, elm):
    give(elm, ONCE)

    assert uses(oak) == 0
    assert give(oak, ONCE).redemption is not None


def test_a_weak_proof_is_refused_and_written_down_as_such(elm):
    strict = benefit(evidence=Evidence.LIVE)

    assert give(elm, strict).verdict.reason is Why.EVIDENCE_TOO_WEAK
    assert give(elm, strict, evidence=Evidence.LIVE).redemption.evidence_level == "live"


def test_what_is_given_instead_is_said_and_counted(elm):
    terms = benefit(after.Substitute("10 % in the shop"))

    given = give(elm, terms, lacking=True, confirmed=True)
    assert given.redemption.conditions == ["Give this instead: 10 % in the shop."]


def test_what_the_database_adds_up_is_what_the_rules_count(elm):
    """The same history, added up by the database and by the pure function that the properties hold for."""
    now = counting.clock("Asia/Kolkata", timezone.now())
    ago = [
        timedelta(0),
        timedelta(hours=3),
        timedelta(1),
        timedelta(1),
        timedelta(35),
        timedelta(400),
    ]
    plain = benefit()
    for number, past in enumerate(ago):
        moment = now - past
        giving_ = giving(
            plain, now=moment, units=number + 1, amount=7 * number, visit=f"v{number % 2}"
        )
        with elm.within:
            give_benefit(replace(giving_, situation=replace(giving_.situation, now=moment)))

    with elm.within:
        rows = Redemption.objects.values_list("at", "units", "value", "visit")
        uses = [Use(at.astimezone(now.tzinfo), *rest) for at, *rest in rows]
        added = counting.history_of("amara", plain, agreement=AGREEMENT, now=now, visit="v1")
        none = counting.history_of("nobody", plain, agreement=AGREEMENT, now=now)

    assert added == UseHistory.of(uses, now=now, visit="v1")
    assert none == UseHistory()
