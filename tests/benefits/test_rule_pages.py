"""Rule by rule in the office: what is typed there is signed, and decided at the desk."""

from __future__ import annotations

import json
import re

import pytest
from django.urls import reverse

from benefits import agreed, situations
from benefits.cards import Card
from benefits.eligibility import Evidence, Measure, Money, Period, Standing
from benefits.eligibility.often import Budget, Quota
from benefits.eligibility.proof import PhotoId
from benefits.eligibility.what import ShopCode
from benefits.models import Agreement
from benefits.terms import Terms
from tenants import outbox
from tests.benefits import scene, visiting
from tests.benefits.test_proposing import NEW, fill, typed

pytestmark = pytest.mark.django_db(transaction=True)

SEA = {
    "name-title": "15 % off a week at the sea",
    "name-staff_line": "Ask for the booking.",
    "what-percent_off": "15",
    "what-valid_days": "14",
    "WhoForm-classes": ["consumer"],
    "OftenForm-quota_most": "1",
    "OftenForm-quota_by": "uses",
    "OftenForm-quota_per": "month",
    "OftenForm-budget_most": "200",
    "OftenForm-budget_by": "uses",
    "OftenForm-budget_per": "month",
    "OftenForm-budget_across": "partner",
    "ProofForm-evidence": "shown",
}


@pytest.fixture
def two():
    return scene.side("oak", "Oak Street"), scene.side("elm", "Elm Lane")


def page(code, side="give"):
    return reverse("benefits:agreement-rules", args=["oak", side, code])


def terms_of(made) -> Terms:
    return Terms.from_json(made.versions.get().terms)


def test_what_is_typed_rule_by_rule_is_signed_and_decided(two):
    oak, elm = two
    here = oak.browser()
    assert "What you give, rule by rule" in fill(here, typed(oak, elm))

    assert here.get(page("code")).status_code == 200
    check = here.post(page("code"), SEA, follow=True).content.decode()
    assert "15 % off a week at the sea" in check
    here.post(f"{NEW}check/")
    with elm.within:
        made = Agreement.objects.get()
    elm.browser().post(f"/c/elm/staff/agreements/{made.code}/accept/", {"version": "1"})
    outbox.drain()

    with oak.within:
        code = next(
            each for each in terms_of(made).given_by(oak.coop.did).benefits if each.id == "code"
        )
        assert code.parameters == ShopCode(percent_off=15, valid_days=14)
        assert code.rule(Quota) == Quota(1, Period.MONTH)
        assert code.rule(Budget) == Budget(200, Period.MONTH)
        assert code.staff_line == "Ask for the booking."
    _user, card = visiting.member(elm, "bea@example.org")
    shown = Card.read(json.loads(card.document))
    with oak.within:
        asked = situations.ask(
            oak.coop,
            agreed.partner(elm.coop.did),
            shown,
            code,
            evidence=Evidence.SHOWN,
            standing=Standing.GOOD,
        )
        assert asked.verdict().sentence.startswith("15 % off by a code for the web shop")


def test_a_preset_keeps_what_it_says_and_gets_more_rules(two):
    oak, elm = two
    here = oak.browser()
    fill(here, typed(oak, elm))
    address = page("discount", "get")

    shown = here.get(address).content.decode()
    assert 'value="5"' in shown
    here.post(
        address,
        {
            "name-title": "Discount",
            "what-percent_off": "5",
            "what-cap": "20",
            "what-currency": "GBP",
            "WhoForm-classes": ["consumer"],
            "ProofForm-photo_id": "on",
            "ProofForm-evidence": "live",
            "OftenForm-quota_most": "50",
            "OftenForm-quota_by": "value",
            "OftenForm-quota_per": "month",
            "OftenForm-currency": "GBP",
        },
    )
    here.post(f"{NEW}check/")

    with elm.within:
        theirs = terms_of(Agreement.objects.get()).given_by(elm.coop.did).benefits[0]
    assert theirs.rule(PhotoId)
    assert theirs.evidence is Evidence.LIVE
    assert theirs.parameters.cap == Money(2000, "GBP")
    assert theirs.rule(Quota) == Quota(5000, Period.MONTH, Measure.VALUE, "GBP")


def test_amounts_of_one_benefit_are_in_one_currency_and_at_first_that_of_the_giver(two):
    oak, elm = two
    oak.coop.country, elm.coop.country = "CH", "GB"
    oak.coop.save()
    elm.coop.save()
    here = oak.browser()
    fill(here, typed(oak, elm))

    assert chosen(here.get(page("discount")).content.decode()) == {"CHF"}
    assert chosen(here.get(page("discount", "get")).content.decode()) == {"GBP"}
    mixed = {
        **SEA,
        "what-percent_off": "",
        "what-fixed": "5",
        "what-currency": "CHF",
        "AfterForm-settlement": "per_use",
        "AfterForm-settlement_price": "1",
        "AfterForm-currency": "EUR",
    }
    answer = here.post(page("code"), mixed)
    assert answer.status_code == 422
    assert "Write all amounts of a benefit in one currency." in answer.content.decode()
    here.post(page("code"), {**mixed, "AfterForm-currency": "CHF"})
    assert "at the sea" in here.get(f"{NEW}check/").content.decode()


def chosen(html):
    """The currencies that are chosen before anybody does."""
    selects = re.findall(r'<select name="[\w-]*currency".*?</select>', html, re.DOTALL)
    return {re.search(r'value="(\w+)" selected', each)[1] for each in selects}


def test_what_makes_no_sense_is_said_and_nothing_is_kept(two):
    oak, elm = two
    here = oak.browser()
    fill(here, typed(oak, elm))

    answer = here.post(page("code"), {**SEA, "what-percent_off": "", "name-title": ""})
    assert answer.status_code == 422
    assert "Give the benefit a name." in answer.content.decode()
    assert "at the sea" not in here.get(f"{NEW}check/").content.decode()


def test_an_added_benefit_can_be_taken_out_again_and_a_preset_cannot(two):
    oak, elm = two
    here = oak.browser()
    fill(here, typed(oak, elm))
    here.post(page("code"), SEA)

    assert "Take this benefit out" in here.get(page("code")).content.decode()
    gone = here.post(page("code"), {"remove": "1"}, follow=True).content.decode()
    assert "at the sea" not in gone
    assert "Take this benefit out" not in here.get(page("visiting")).content.decode()


def test_two_of_one_kind_stand_beside_one_another(two):
    oak, elm = two
    here = oak.browser()
    fill(here, typed(oak, elm))
    waiver = {"ProofForm-evidence": "shown", "WhoForm-classes": ["consumer"]}
    for code, title in (("fee-waiver", "Deposit"), ("fee-waiver-2", "Joining fee")):
        assert page(code) in here.get(f"{NEW}check/").content.decode()
        here.post(page(code), {**waiver, "name-title": title, "what-fee": title.lower()})

    check = here.get(f"{NEW}check/").content.decode()
    assert "Every rule of: Deposit" in check
    assert "Every rule of: Joining fee" in check


@pytest.mark.parametrize(("code", "side"), [("nothing", "give"), ("code", "both")])
def test_what_is_not_there_is_not_found(two, code, side):
    oak, elm = two
    here = oak.browser()
    fill(here, typed(oak, elm))

    assert here.get(page(code, side)).status_code == 404


def test_rules_come_after_the_short_pages(two):
    oak, _elm = two

    assert oak.browser().get(page("code")).url == f"{NEW}partner/"
