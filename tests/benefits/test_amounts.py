"""Money at the desk and in the web shop: what is taken off is known, counted, and settled."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils import timezone

from benefits import reckoning
from benefits.eligibility import Measure, Money, Period, Why
from benefits.eligibility.after import Settle, Settlement, Stack, Stacking, Substitute
from benefits.eligibility.benefit import Benefit
from benefits.eligibility.often import Budget, Quota
from benefits.eligibility.partners import NotNear
from benefits.eligibility.proof import PhotoId
from benefits.eligibility.what import Discount, EventEntry, FeeWaiver, FreeUnits, ShopCode
from benefits.models import Counter, Decision, Integration, Redemption
from benefits.services.giving import undo_giving
from benefits.shop_codes import code_of
from benefits.terms import Gives, Terms
from tenants.services.programs import add_program
from tests.benefits import desks, scene
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit
from tests.benefits.test_desk_giving import press
from tests.benefits.test_shop_api import ask

pytestmark = pytest.mark.django_db
MONTH = timezone.localdate().replace(day=1)
PAYS = Settlement(Settle.MONTHLY)


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def counter(oak, elm):
    """A desk of Elm's that gives this, and the page with the answer to a card of Oak's."""

    def opened(*rules, what=None):
        gift = Benefit("gift", "A gift", what or Discount(percent_off=10), rules)
        scene.agreed(oak, elm, terms=Terms({elm.coop.did: Gives((gift,))}))
        device = desks.paired(elm)
        return device, desks.hold_out(device, desks.carded(oak)[2])

    return opened


def uses(side):
    with side.within:
        return list(Redemption.objects.all())


def test_what_is_taken_off_a_bill_is_said_recorded_and_settled(elm, counter):
    device, page = counter(PAYS)
    given = press(device, page, "Give A gift", bill="23.45")

    assert "Take off \u20ac2.34." in given.content.decode()
    assert [(use.value, use.currency) for use in uses(elm)] == [(234, "EUR")]
    with elm.within:
        [line] = reckoning.settled(MONTH, elm.coop)
    assert str(line.due) == "2.34 EUR"


@pytest.mark.parametrize("bill", ["", "-1", "much", "12.345"])
def test_without_an_amount_that_can_be_nothing_is_given_and_what_was_typed_stays(
    elm, counter, bill
):
    device, page = counter(PAYS)
    answer = press(device, page, "Give A gift", bill=bill)
    html = answer.content.decode()

    assert answer.status_code == 422
    assert uses(elm) == []
    assert "Nothing was given." in html
    assert 'id="gift-bill"' in html
    assert f'value="{bill}"' in html or not bill


def test_nobody_is_asked_for_a_bill_that_nothing_depends_on(elm, counter):
    device, page = counter(what=Discount(fixed=Money(500, "GBP")))
    assert 'name="bill"' not in page.content.decode()
    press(device, page, "Give A gift")

    assert [(use.value, use.currency) for use in uses(elm)] == [(500, "GBP")]


def test_a_bill_may_be_left_out_where_nothing_counts_it(elm, counter):
    device, page = counter()
    assert 'name="bill"' in page.content.decode()
    press(device, page, "Give A gift")

    assert [use.value for use in uses(elm)] == [0]


def test_a_limit_in_money_refuses_what_is_too_much_and_takes_what_is_left(elm, counter):
    device, page = counter(Quota(500, Period.MONTH, Measure.VALUE))
    refused = press(device, page, "Give A gift", bill="60").content.decode()
    assert "There is \u20ac5 left for you this month." in refused
    assert 'name="bill" value="60"' in refused
    press(device, page, "Give A gift", bill="50")

    assert [use.value for use in uses(elm)] == [500]


def test_cents_are_not_told_as_a_number_of_times(counter):
    in_money = Quota(5, Period.MONTH, Measure.VALUE)
    _device, page = counter(in_money, Quota(7, Period.MONTH))

    assert "7 left before this one." in page.content.decode()


def test_the_most_that_is_taken_off_at_one_use_holds(elm, counter):
    device, page = counter(PAYS, what=Discount(percent_off=10, cap=Money(300, "GBP")))
    press(device, page, "Give A gift", bill="80")

    assert [(use.value, use.currency) for use in uses(elm)] == [(300, "GBP")]


def test_what_is_worth_what_it_would_cost_is_asked_for_where_it_is_settled(elm, counter):
    device, page = counter(PAYS, what=FeeWaiver("the deposit"))
    press(device, page, "Give A gift", bill="20")

    assert [use.value for use in uses(elm)] == [2000]


def test_of_an_entry_at_a_price_the_rest_of_its_price_is_given(elm, counter):
    device, page = counter(PAYS, what=EventEntry("Film night", price=Money(500)))
    press(device, page, "Give A gift", bill="20")

    assert [use.value for use in uses(elm)] == [1500]


def test_a_budget_in_money_that_is_used_up_is_said_before_anybody_types(oak, elm):
    terms = benefit(Budget(200, Period.MONTH, Measure.VALUE))
    give(elm, terms, "amara", amount=200)

    assert give(elm, terms, "bo").verdict.reason is Why.BUDGET_USED


def test_free_units_are_worth_what_the_next_ones_cost(elm):
    terms = benefit(parameters=FreeUnits(3, "days", Period.YEAR, Money(1200)))
    first = give(elm, terms, units=2).redemption
    second = give(elm, terms, units=2).redemption

    assert (first.value, second.value) == (2400, 1200)


def test_another_discount_is_asked_about_and_taken_off_first(elm, counter):
    device, page = counter(Stacking(Stack.BEST))
    better = press(device, page, "Give A gift", other_percent="20").content.decode()
    assert "You have 20 % off already, which is as good." in better
    first = press(device, page, "Give A gift", other_percent="5")
    assert "Take off the other 5 % first." in first.content.decode()
    assert uses(elm) == []
    press(device, first, "Checked: give")

    assert [use.conditions for use in uses(elm)] == [["Take off the other 5 % first."]]


def test_what_cannot_be_had_today_is_replaced_by_what_was_agreed(elm, counter):
    device, page = counter(Substitute("half price tomorrow"), PAYS)
    given = press(device, page, "Not to be had today", lacking="on")

    assert desks.headline(given) == "Given"
    assert [(use.sentence, use.value) for use in uses(elm)] == [
        ("Instead: half price tomorrow.", 0)
    ]


def test_a_photo_id_that_does_not_fit_is_refused_and_written_down(elm, counter):
    device, page = counter(PhotoId(), PAYS)
    refused = press(device, page, "The photo ID does not fit", misfit="on", bill="")

    assert "The photo ID does not fit the card." in refused.content.decode()
    assert uses(elm) == []
    with elm.within:
        assert Decision.objects.filter(benefit="gift", outcome="refuse").count() == 1


@pytest.mark.parametrize(("km", "times"), [("12", 0), ("200", 1), ("", 1)])
def test_how_far_away_the_home_is_is_typed_or_checked(elm, counter, km, times):
    device, page = counter(NotNear(within_km=145))
    assert "Ask how far Oak Street is from here: more than 145 km." in page.content.decode()
    answer = press(device, page, "Checked: give", distance_km=km)

    assert len(uses(elm)) == times
    assert ("Oak Street is 12 km from here" in answer.content.decode()) is (km == "12")


def test_nobody_types_a_distance_that_was_lifted(oak, counter):
    _device, page = counter(NotNear(within_km=145, lifted_for=frozenset({oak.coop.did})))

    assert 'name="distance_km"' not in page.content.decode()


@pytest.fixture
def shop(elm):
    with elm.within:
        return add_program(Integration, "Web shop", by=elm.staff)[1]


def code_for(side, *rules, what=None, holder="amara", **values):
    terms = benefit(*rules, parameters=what or ShopCode(percent_off=15, valid_days=14))
    return give(side, terms, holder, **values)


def test_a_shop_says_what_the_order_came_to_and_the_home_pays_what_was_given(elm, shop):
    use = code_for(elm, PAYS).redemption
    told = ask(elm, shop, code=code_of(use.code)).json()
    silent = ask(elm, shop, "redeem", code=code_of(use.code), reference="A-1")
    taken = [
        ask(elm, shop, "redeem", code=code_of(use.code), reference="A-1", amount="120.00")
        for _twice in range(2)
    ]

    assert told["needsAmount"] is True
    assert (silent.status_code, silent.json()["code"]) == (400, "amount_needed")
    assert [answer.status_code for answer in taken] == [200, 200]
    assert [use.value for use in uses(elm)] == [1800]


def test_what_a_shop_took_off_counts_for_the_budget(elm, shop):
    in_money = Budget(1500, Period.MONTH, Measure.VALUE)
    use = code_for(elm, in_money).redemption
    ask(elm, shop, "redeem", code=code_of(use.code), reference="A-1", amount="100.00")

    assert code_for(elm, in_money, holder="bo").verdict.reason is Why.BUDGET_USED
    with elm.within:
        assert {row.value for row in Counter.objects.exclude(holder="bo")} == {1500}


def test_an_amount_off_is_no_more_than_the_order(elm, shop):
    use = code_for(elm, what=ShopCode(fixed=Money(500), valid_days=3), amount=500).redemption
    assert use.value == 500
    ask(elm, shop, "redeem", code=code_of(use.code), reference="A-1", amount="3.00")

    assert [each.value for each in uses(elm)] == [300]


def test_a_shop_that_sends_no_amount_still_takes_a_code_that_needs_none(elm, shop):
    use = code_for(elm, Stacking(Stack.NEVER)).redemption
    told = ask(elm, shop, code=code_of(use.code)).json()
    taken = ask(elm, shop, "redeem", code=code_of(use.code), reference="A-1")

    assert (told["needsAmount"], told["besideOthers"]) == (False, "never")
    assert taken.status_code == 200


def test_a_code_that_was_taken_back_meanwhile_is_not_taken(elm, shop):
    use = code_for(elm).redemption
    with elm.within:
        undo_giving(use.code)
    answer = ask(elm, shop, "redeem", code=code_of(use.code), reference="A", amount="9.00")

    assert answer.status_code == 410
    assert [each.value for each in uses(elm)] == [0]
