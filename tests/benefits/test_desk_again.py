"""What one person may have is used up, and the desk gives it again: with a reason, and not beyond the budgets."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from benefits.eligibility import Period
from benefits.eligibility.after import Settle, Settlement
from benefits.eligibility.often import Budget, Quota
from benefits.eligibility.values import Money
from benefits.eligibility.who import Classes
from tenants.models import Membership, MembershipClass
from tests.benefits import desks
from tests.benefits.desks import TITLE, gives
from tests.benefits.test_desk_giving import press, uses
from tests.credentials import holdout, members

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def device(elm):
    return desks.paired(elm)


def used_up(elm, oak, device, *rules):
    """The page of a second scan, after what one person may have was given."""
    gives(oak, elm, Quota(1, Period.DAY), *rules)
    text = desks.carded(oak)[2]
    press(device, desks.hold_out(device, text))
    return desks.hold_out(device, text)


AGAIN = f"Give again: {TITLE}"


def test_what_is_used_up_is_given_again_with_a_reason_that_stays(elm, oak, device):
    page = used_up(elm, oak, device)
    assert desks.headline(page) == "Used already"
    done = press(device, page, AGAIN, again="The first one was broken.")

    assert desks.headline(done) == "Given"
    newest, first = uses(elm)
    assert (first.again, newest.again) == ("", "The first one was broken.")
    assert newest.given_by == "Front desk"
    assert [use.counts for use in uses(elm)] == [True, True]


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_given_again(elm, oak, device, reason):
    done = press(device, used_up(elm, oak, device), AGAIN, again=reason)

    assert done.status_code == 422
    assert "Write why they have it again." in done.content.decode()
    assert len(uses(elm)) == 1


def test_a_budget_holds_for_what_is_given_again(elm, oak, device):
    page = used_up(elm, oak, device, Budget(1, Period.DAY))
    assert AGAIN not in page.content.decode()
    form = {"benefit": "ten-off", "again": "Please."}
    code = desks.last_check(elm).code
    device.post(f"/desk/r/{code}/give/", form)

    assert len(uses(elm)) == 1


def test_what_the_partner_pays_for_is_not_given_again(elm, oak, device):
    page = used_up(elm, oak, device, Settlement(Settle.PER_USE, Money(500)))
    assert AGAIN not in page.content.decode()
    code = desks.last_check(elm).code
    device.post(f"/desk/r/{code}/give/", {"benefit": "ten-off", "again": "Please."})

    assert len(uses(elm)) == 1


def test_another_rule_is_not_lifted_by_a_reason(elm, oak, device):
    page = used_up(elm, oak, device, Classes(frozenset({"consumer"})))
    with oak.within:
        MembershipClass.objects.filter(visiting=False).update(kind="worker")
        [membership] = Membership.objects.all()
    members.changed(membership, "class")
    members.outbox.drain()
    page = desks.hold_out(device, holdout.qr_text(members.card_of(membership)))

    assert AGAIN not in page.content.decode()
