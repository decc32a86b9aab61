"""What a month costs each partner, and what is left of budgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from benefits import reckoning, uses
from benefits.eligibility import Money, Period
from benefits.eligibility.after import Settle, Settlement
from benefits.eligibility.often import Budget
from benefits.eligibility.what import ShopCode as CodeForShop
from benefits.models import Integration, Redemption, ShopCode
from benefits.services.giving import void_use
from benefits.services.giving.codes import redeem_code
from benefits.shop_codes import code_of
from benefits.terms import Gives, Terms
from tenants import outbox
from tenants.services.programs import add_program
from tests.benefits import questions, scene
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit
from tests.support.kept import kept

pytestmark = pytest.mark.django_db(transaction=True)

EACH = benefit(Settlement(Settle.PER_USE, Money(150)), id="each", title="Each time")
MEMBER = benefit(Settlement(Settle.PER_MEMBER, Money(20)), id="member", title="By member")
VALUE = benefit(
    Settlement(Settle.MONTHLY), Budget(5, Period.MONTH), id="value", title="What was given"
)
FREE = benefit(id="free", title="Nothing said")
CODES = benefit(
    Settlement(Settle.MONTHLY),
    id="week",
    title="15 % off a week",
    parameters=CodeForShop(percent_off=15, valid_days=60),
)
MONTH = timezone.localdate().replace(day=1)
BEFORE = (MONTH - timedelta(1)).replace(day=1)
LAST_DAY = datetime.combine(MONTH - timedelta(1), time(12), UTC)
THIS_MONTH = datetime.combine(MONTH, time(12), UTC)


@pytest.fixture
@kept
def agreed(oak, elm):
    terms = Terms({elm.coop.did: Gives((EACH, MEMBER, VALUE, FREE))})
    made = scene.agreed(elm, oak, terms=terms)
    outbox.drain()
    return made


def used(elm, oak, made, what, *holders, **values):
    for holder in holders:
        give(
            elm,
            what,
            holder,
            agreement=made.code,
            partner=oak.coop.did,
            claims=questions.claims(home="Oak Street"),
            **values,
        )


def test_each_is_reckoned_as_it_was_agreed(oak, elm, agreed):
    used(elm, oak, agreed, EACH, "amara", "amara", "bo")
    used(elm, oak, agreed, MEMBER, "amara", "amara", "bo")
    used(elm, oak, agreed, VALUE, "amara", "bo", amount=325)
    used(elm, oak, agreed, FREE, "amara", amount=999)

    with elm.within:
        lines = reckoning.settled(MONTH, elm.coop)

    due = {line.title: (line.people, line.uses, str(line.due)) for line in lines}
    assert due == {
        "Each time": (2, 3, "4.50 EUR"),
        "By member": (2, 3, "0.40 EUR"),
        "What was given": (2, 2, "6.50 EUR"),
        "Nothing said": (1, 1, "0.00 EUR"),
    }
    assert reckoning.totals(lines) == [("Oak Street", Money(1140))]


def taken(elm, use, shop, on):
    """The shop takes the code on that moment."""
    with elm.within:
        redeem_code(code_of(use), reference="A-1", by=shop, here=elm.coop, bill=48_000)
        ShopCode.objects.filter(redemption__code=use).update(redeemed_at=on)


@pytest.fixture
def shop(elm):
    with elm.within:
        return add_program(Integration, "Web shop", by=elm.staff)[0]


def code(elm, oak, made, what, holder, on):
    used(elm, oak, made, what, holder, now=on, amount=0)
    with elm.within:
        return Redemption.objects.get(pseudonym=holder).code


def test_a_code_is_reckoned_in_the_month_in_which_the_shop_took_it(oak, elm, shop):
    """Got on the last day of a month: one is taken that evening, one in the next month, one never. The month that is
    over stays as it was."""
    made = scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((CODES,))}))
    made_out = [code(elm, oak, made, CODES, each, LAST_DAY) for each in ("amara", "bo", "cleo")]

    def sheet(month):
        with elm.within:
            return [
                (line.uses, str(line.due), line.is_late)
                for line in reckoning.settled(month, elm.coop)
            ]

    assert sheet(BEFORE) == []
    taken(elm, made_out[0], shop, LAST_DAY + timedelta(hours=6))
    settled = sheet(BEFORE)
    taken(elm, made_out[1], shop, THIS_MONTH)

    assert sheet(BEFORE) == settled == [(1, "72.00 EUR", False)]
    assert sheet(MONTH) == [(1, "72.00 EUR", True)]
    with elm.within:
        sums = [uses.origins(month, elm.coop) for month in (BEFORE, MONTH)]
    assert [[(line.uses, str(line.value)) for line in each] for each in sums] == [
        [(1, "72.00 EUR")],
        [(1, "72.00 EUR")],
    ]


def test_what_a_member_costs_a_month_is_not_asked_twice_for_codes_of_two_months(oak, elm, shop):
    priced = replace(CODES, rules=(Settlement(Settle.PER_MEMBER, Money(20)),))
    made = scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((priced,))}))
    for got in (LAST_DAY, THIS_MONTH):
        used(elm, oak, made, priced, "amara", now=got)
    with elm.within:
        for number, use in enumerate(Redemption.objects.all()):
            redeem_code(code_of(use.code), reference=f"A-{number}", by=shop, here=elm.coop)
        ShopCode.objects.update(redeemed_at=THIS_MONTH)
        lines = reckoning.settled(MONTH, elm.coop)

    assert [(line.is_late, line.due.cents) for line in lines] == [(False, 20), (True, 0)]


def test_the_sheet_of_a_month_in_which_codes_were_only_taken_says_so(oak, elm, shop):
    made = scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((CODES,))}))
    use = code(elm, oak, made, CODES, "amara", LAST_DAY)
    taken(elm, use, shop, THIS_MONTH)
    address = reverse("benefits:settlement", args=["elm"])

    page = elm.browser().get(address, {"month": f"{MONTH:%Y-%m}"}).content.decode()
    sheet = elm.browser().get(address, {"month": f"{MONTH:%Y-%m}", "as": "csv"}).content.decode()

    said = "15 % off a week: codes of an earlier month that were used in this one"
    assert said in page
    assert said in sheet
    assert f'<option value="{MONTH:%Y-%m}" selected>' in page
    assert "€72" in page


def test_the_month_of_a_code_is_that_of_the_co_ops_own_clock(oak, elm, shop):
    """Half past eleven in the evening of the last day in Greenwich is the first of the month in Paris."""
    elm.coop.time_zone = "Europe/Paris"
    elm.coop.save()
    made = scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((CODES,))}))
    use = code(elm, oak, made, CODES, "amara", LAST_DAY)
    taken(elm, use, shop, LAST_DAY.replace(hour=23, minute=30))

    with elm.within:
        assert reckoning.settled(BEFORE, elm.coop) == []
        assert len(reckoning.settled(MONTH, elm.coop)) == 1


def test_a_month_that_is_over_is_not_less_for_what_is_made_void_afterwards(oak, elm, agreed):
    """It may be paid: what it is less stands in the month in which it was made void."""
    for what in (EACH, MEMBER, MEMBER):
        used(elm, oak, agreed, what, "amara", "bo", now=LAST_DAY)
    used(elm, oak, agreed, MEMBER, "cleo", now=THIS_MONTH)

    def sheet(month):
        with elm.within:
            lines = reckoning.settled(month, elm.coop)
            sums = reckoning.totals(lines), reckoning.given_back(lines)
        return [(each.title, each.people, each.uses, each.cents, each.of) for each in lines], sums

    def void(benefit, *, on):
        with elm.within:
            use = Redemption.objects.filter(benefit=benefit, voided_at=None).last()
            void_use(use.code, reason="Given to the wrong person", by="Pat")
            Redemption.objects.filter(pk=use.pk).update(voided_at=on)

    void("each", on=LAST_DAY)  # in its own month: that is less
    stood = sheet(BEFORE)
    assert stood == (
        [("By member", 2, 4, 40, None), ("Each time", 1, 1, 150, None)],
        ([("Oak Street", Money(190))], []),
    )
    void("each", on=THIS_MONTH)
    void("member", on=THIS_MONTH)  # one of two of the same person, who is paid for once

    assert sheet(BEFORE) == stood
    assert sheet(MONTH) == (
        [
            ("By member", 1, 1, 20, None),
            ("By member", 0, -1, 0, BEFORE),
            ("Each time", -1, -1, -150, BEFORE),
        ],
        ([], [("Oak Street", Money(130))]),
    )
    page = elm.browser().get(reverse("benefits:settlement", args=["elm"])).content.decode()
    assert f"Each time: made void since, of {date_format(BEFORE, 'YEAR_MONTH_FORMAT')}" in page
    assert "\N{MINUS SIGN}€1.50" in page
    assert "Oak Street gets back" in page


def test_a_version_that_is_not_known_is_counted_and_costs_nothing(oak, elm, agreed):
    used(elm, oak, agreed, EACH, "amara", version=7)

    with elm.within:
        (line,) = reckoning.settled(MONTH, elm.coop)
    assert (line.uses, line.due.cents) == (1, 0)


def test_the_page_and_its_sheet_say_the_same(oak, elm, agreed):
    used(elm, oak, agreed, EACH, "amara")
    address = reverse("benefits:settlement", args=["elm"])
    browser = elm.browser()

    page = browser.get(address).content.decode()
    sheet = browser.get(address, {"as": "csv"}).content.decode().splitlines()
    other = browser.get(address, {"home": "did:web:nobody.example"}).content.decode()

    assert "The home co-op pays €1.50 for each use." in page
    assert sheet[1].endswith("1.50 EUR")
    assert "Nothing to settle" in other
    assert "amara" not in page


def test_a_budget_warns_before_it_is_used_up(oak, elm, agreed):
    used(elm, oak, agreed, VALUE, "a", "b", "c")
    address = reverse("benefits:budgets", args=["elm"])
    with elm.within:
        (left,) = reckoning.budgets(elm.coop)
        assert (left.spent, left.percent, left.is_near) == (3, 60, False)
    assert "nearly used up" not in elm.browser().get(address).content.decode()

    used(elm, oak, agreed, VALUE, "d")
    assert "1 budget is nearly used up" in elm.browser().get(address).content.decode()
