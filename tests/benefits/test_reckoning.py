"""What a month costs each partner, and what is left of budgets."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from benefits import reckoning
from benefits.eligibility import Money, Period
from benefits.eligibility.after import Settle, Settlement
from benefits.eligibility.often import Budget
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits import questions, scene
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit

pytestmark = pytest.mark.django_db(transaction=True)

EACH = benefit(Settlement(Settle.PER_USE, Money(150)), id="each", title="Each time")
MEMBER = benefit(Settlement(Settle.PER_MEMBER, Money(20)), id="member", title="By member")
VALUE = benefit(
    Settlement(Settle.MONTHLY), Budget(5, Period.MONTH), id="value", title="What was given"
)
FREE = benefit(id="free", title="Nothing said")
MONTH = timezone.localdate().replace(day=1)


@pytest.fixture
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
