"""The simulator: the desk's own answer, for nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from benefits import agreed
from benefits.eligibility import Period, after, often, proof
from benefits.eligibility.partners import PartnerScope, Scope
from benefits.models import Counter, Decision, Redemption
from benefits.services.giving import give_benefit
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits import scene
from tests.benefits.giving import giving
from tests.benefits.networking import published, standard
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)

ONCE = benefit(often.Quota(1, Period.DAY), proof.PhotoId())

TYPED = {
    "kind": "consumer",
    "member_days": 400,
    "standing": "good",
    "evidence": "SHOWN",
    "photo_id": "yes",
    "adults": 1,
    "children": 0,
    "units": 1,
    "other_percent": 0,
    "today": 0,
    "before": 0,
    "on": "2027-01-15",
    "clock": "12:00",
}


@pytest.fixture
def ask(oak, elm):
    scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((ONCE,))}))
    outbox.drain()
    browser, address = elm.browser(), reverse("benefits:try", args=["elm"])

    def asked(**values):
        typed = {**TYPED, "gift": f"{oak.coop.did} off"}
        return browser.get(address, {**typed, **values})

    return asked


@pytest.mark.parametrize(
    ("values", "headline", "said"),
    [
        ({}, "Give it", "15 % off"),
        ({"photo_id": ""}, "Give it, if", "Check photo ID: the name is A. Member."),
        ({"today": 1}, "Do not give it", "next on {tomorrow}"),
        ({"standing": "ended"}, "Do not give it", "has ended"),
    ],
)
def test_it_says_what_the_desk_would_say(ask, values, headline, said):
    page = ask(**values, on=_soon()).content.decode()

    assert headline in page
    assert said.format(tomorrow=_day_after()) in page


def _soon():
    return timezone.localdate().isoformat()


def _day_after():
    return date_format(timezone.localdate() + timedelta(1), "DATE_FORMAT")


def test_nothing_is_written(ask, elm):
    ask()

    with elm.within:
        assert not Redemption.objects.exists()
        assert not Counter.objects.exists()
        assert not Decision.objects.filter(benefit="off").exists()


def test_what_is_not_complete_is_said(ask):
    answer = ask(adults="", on="")

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is a problem" in page
    assert "“Adults” is missing." in page
    assert "This field is required" not in page


def test_what_is_too_small_or_too_large_is_said_of_its_field(ask):
    page = ask(adults=0, other_percent=101).content.decode()

    assert "“Adults” is at least 1." in page
    assert "“Another discount they have, in %” is at most 100." in page


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"prepared": "on"}, "has not said yes to you yet"),
        ({"approved": "on"}, "This needs one thing first: an induction."),
        ({"approved": "on", "prepared": "on", "bill": "20"}, "Take off \u20ac3."),
        ({"approved": "on", "prepared": "on", "other_percent": "20"}, "which is as good"),
        ({"approved": "on", "prepared": "on", "lacking": "on"}, "cannot give this today"),
    ],
)
def test_what_pages_record_can_be_supposed(oak, elm, values, said):
    rules = (proof.Approval(proof.Approver.HOST), proof.Prerequisite("an induction", at_desk=False))
    terms = Terms({elm.coop.did: Gives((benefit(*rules, after.Stacking()),))})
    scene.agreed(elm, oak, terms=terms)
    outbox.drain()
    asked = {**TYPED, "gift": f"{oak.coop.did} off", "on": _soon(), **values}
    page = elm.browser().get(reverse("benefits:try", args=["elm"]), asked).content.decode()

    assert said in page


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_is_too_far_away_is_refused_in_words(ask, day):
    answer = ask(on=day)

    assert answer.status_code == 422
    assert "Choose a day at most ten years from today." in answer.content.decode()


def test_what_was_used_today_counts_for_today_just_after_midnight(ask):
    page = ask(on=_soon(), clock="00:10", today=1).content.decode()

    assert f"next on {_day_after()}" in page


def test_a_spent_budget_and_a_network_are_known_as_at_the_desk(oak, elm):
    """What is asked is what the desk asks: the budgets, and what both co-ops are part of."""
    within = PartnerScope(Scope.NETWORK, frozenset({"Commonlands"}))
    draft = standard(within, often.Budget(1, Period.MONTH))
    made = published(elm, oak, member=True, draft=draft)
    outbox.drain()
    address = reverse("benefits:try", args=["elm"])
    asked = {**TYPED, "gift": f"{oak.coop.did} discount", "on": _soon()}

    before = elm.browser().get(address, asked).content.decode()
    with elm.within:
        bond = agreed.partner(oak.coop.did)
        off = bond.ours_today[0]
        give_benefit(
            giving(off, agreement=made.code, partner=oak.coop.did, networks={"Commonlands"})
        )
    after = elm.browser().get(address, asked).content.decode()

    assert "Give it" in before
    assert "Do not give it" in after
    assert "has given away all there was this month" in after


def test_only_what_one_gives_can_be_tried(ask):
    assert ask(gift="did:web:nobody.example off").status_code == 422
