"""What a web shop asks: a code is taken once, and nothing is said of the person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benefits.eligibility import Money, Period, often
from benefits.eligibility.what import ShopCode as CodeForShop
from benefits.models import Counter, Integration, Redemption, ShopCode
from benefits.services import giving
from benefits.services.giving import counters, give_back_unused, undo_giving
from benefits.shop_codes import code_of
from tenants.services.programs import add_program, remove_program
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)

OFF = benefit(
    often.Budget(200, Period.MONTH),
    parameters=CodeForShop(percent_off=15, valid_days=14),
    title="15 % off a week at the sea",
)


@pytest.fixture
def shop(elm):
    with elm.within:
        return add_program(Integration, "Web shop", by=elm.staff)


def ask(side, token, act="check", **body):
    address = reverse(f"benefits:api-code-{act}", kwargs={"cooperative": side.coop.slug})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Client().post(address, body, content_type="application/json", headers=headers)


def issued(side, holder="amara", **values):
    return code_of(give(side, OFF, holder, **values).redemption.code)


def test_a_code_is_good_until_it_is_taken(elm, shop):
    code = issued(elm)

    first = ask(elm, shop[1], code=code).json()
    taken = ask(elm, shop[1], "redeem", code=code, reference="A-1")
    after = ask(elm, shop[1], code=code).json()

    assert (first["valid"], first["percentOff"], first["title"]) == (True, 15, OFF.title)
    assert taken.status_code == 200
    assert (after["valid"], after["reason"]) == (False, "used")


def test_an_amount_is_told_with_its_currency(elm, shop):
    terms = benefit(parameters=CodeForShop(fixed=Money(500, "GBP"), valid_days=3))
    use = give(elm, terms, currency="GBP").redemption

    assert ask(elm, shop[1], code=code_of(use.code)).json()["amountOff"] == "5.00 GBP"


def test_the_same_order_takes_it_again_and_another_order_does_not(elm, shop):
    code = issued(elm)
    answers = [
        ask(elm, shop[1], "redeem", code=code, reference=reference)
        for reference in ("A-1", "A-1", "A-2")
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 409]
    assert answers[2].json()["code"] == "used"
    assert answers[2]["Content-Type"].startswith("application/problem+json")


def test_a_code_may_be_typed_as_people_type(elm, shop):
    code = issued(elm).lower().replace("-", " ").replace("0", "o")

    assert ask(elm, shop[1], code=code).json()["valid"]


def test_without_its_token_a_program_hears_nothing(oak, elm, shop):
    code = issued(elm)
    with oak.within:
        _other, elsewhere = add_program(Integration, "Another shop", by=oak.staff)
    with elm.within:
        gone, old = add_program(Integration, "Old shop", by=elm.staff)
        remove_program(gone, by=elm.staff)

    for token in ("", "coop_guess", elsewhere, old):
        answer = ask(elm, token, code=code)
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"] == "Bearer"
        assert "valid" not in answer.json()


def test_a_code_of_one_co_op_is_none_of_another(oak, elm):
    with oak.within:
        _program, token = add_program(Integration, "Shop", by=oak.staff)

    assert ask(oak, token, code=issued(elm)).json()["reason"] == "unknown"
    assert ask(oak, token, "redeem", code=issued(elm, "bo"), reference="1").status_code == 404


def test_an_old_code_and_one_that_was_taken_back_are_not_taken(elm, shop):
    old = issued(elm, now=timezone.now() - timedelta(20))
    use = give(elm, OFF, "bo").redemption
    with elm.within:
        undo_giving(use.code)

    assert ask(elm, shop[1], "redeem", code=old, reference="1").json()["code"] == "expired"
    answer = ask(elm, shop[1], "redeem", code=code_of(use.code), reference="1")
    assert (answer.status_code, answer.json()["code"]) == (410, "taken_back")


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": "x" * 41}])
def test_what_is_not_complete_is_refused_in_our_words(elm, shop, body):
    answer = ask(elm, shop[1], "redeem", **body)

    assert (answer.status_code, answer.json()["code"]) == (400, "not_complete")


def test_an_unused_code_is_given_back_and_the_budget_with_it(elm):
    give(elm, OFF, now=timezone.now() - timedelta(15))
    with elm.within:
        assert give_back_unused(timezone.localdate()) == 1
        assert give_back_unused(timezone.localdate()) == 0
        assert Redemption.objects.get().void_reason == "The code was not used in time."
        assert {row.times for row in Counter.objects.all()} == {0}


def test_a_code_that_was_taken_stays(elm, shop):
    use = give(elm, OFF, now=timezone.now() - timedelta(10)).redemption
    ask(elm, shop[1], "redeem", code=code_of(use.code), reference="A-1")

    with elm.within:
        assert give_back_unused(date.today() + timedelta(30)) == 0  # noqa: DTZ011 -- any later day


def test_a_code_that_is_taken_while_unused_ones_are_given_back_stays(elm, shop, monkeypatch):
    """The shop was first at its row; who waited for it looks again."""
    give(elm, OFF, now=timezone.now() - timedelta(15))

    def after_the_shop(code):
        ShopCode.objects.update(redeemed_at=timezone.now(), redeemed_by=shop[0], reference="A-1")
        return counters.locked_use(code)

    monkeypatch.setattr(giving, "locked_use", after_the_shop)
    with elm.within:
        assert giving.give_back_unused(timezone.localdate()) == 0
        assert Redemption.objects.get().counts


def test_the_code_itself_is_not_kept(elm):
    code = issued(elm)

    with elm.within:
        kept = ShopCode.objects.get()
    assert code not in str(vars(kept))
    assert len(kept.digest) == 64


@pytest.mark.parametrize(("seconds", "noted"), [(30, False), (61, True)])
def test_that_a_program_asked_is_noted_once_a_minute(elm, shop, seconds, noted):
    program, token = shop
    before = timezone.now() - timedelta(seconds=seconds)
    with elm.within:
        Integration.objects.filter(pk=program.pk).update(used_at=before)

    ask(elm, token, code="K7Q2-M9XD-3FGH")

    with elm.within:
        program.refresh_from_db()
    assert (program.used_at > before) is noted


def test_the_description_names_both_questions():
    schema = Client().get(reverse("credentials:api-schema"), {"format": "json"}).json()

    assert {"/c/{cooperative}/api/v1/codes/check", "/c/{cooperative}/api/v1/codes/redeem"} <= set(
        schema["paths"]
    )


def test_a_token_is_shown_once(elm):
    from tenants.models import Staff  # noqa: PLC0415 -- only here

    with elm.within:
        elm.staff.roles = [Staff.Role.DEVELOPER]
        elm.staff.save()
    browser = elm.browser()
    address = reverse("benefits:integrations", kwargs={"cooperative": elm.coop.slug})

    made = browser.post(address, {"name": "Web shop"}).content.decode()
    token = made.split('value="coop_')[1].split('"')[0]

    assert ask(elm, f"coop_{token}", code="K7Q2-M9XD-3FGH").json()["reason"] == "unknown"
    assert token not in browser.get(address).content.decode()
    assert browser.post(address, {"name": ""}).status_code == 422


@pytest.mark.parametrize("amount", ["12.345", "-1", "much", "1e99", "NaN"])
def test_an_amount_that_is_none_is_named(elm, shop, amount):
    answer = ask(elm, shop[1], "redeem", code=issued(elm), reference="1", amount=amount)

    assert (answer.status_code, answer.json()["code"]) == (400, "not_complete")
    assert "Send amount" in answer.json()["detail"]
