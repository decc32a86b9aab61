"""What one person may have is used up, and the desk gives it again: with a reason, and not beyond the budgets."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from benefits.eligibility import Period
from benefits.eligibility.after import Settle, Settlement
from benefits.eligibility.often import Budget, Quota
from benefits.eligibility.values import Money
from benefits.eligibility.who import Classes
from benefits.errors import NotCountingError
from benefits.services import giving
from tenants.models import Membership, MembershipClass
from tests.benefits import desks
from tests.benefits.desks import TITLE, gives
from tests.benefits.giving import give
from tests.benefits.terms_of_all import benefit
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
    assert "Give it again only with a reason." in page.content.decode()
    assert "Give nothing." not in page.content.decode()
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
    assert "Read the sentence aloud. Give nothing." in page.content.decode()
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


def made_void(elm, device, *rules):
    """What was given on a check, which the office then made void; and the page from before that."""
    page = desks.hold_out(device, desks.carded(rules[0])[2])
    press(device, page)
    with elm.within:
        giving.void_use(uses(elm)[0].code, reason="The wrong person.", by="Pat")
    return page


def test_what_the_office_made_void_is_not_given_by_a_second_press(elm, oak, device):
    gives(oak, elm, Quota(1, Period.DAY))
    page = made_void(elm, device, oak)
    done = press(device, page).content.decode()

    assert "Nothing was given. Your office made this void" in done
    assert "The wrong person." in done
    assert "Check the card again, or give it again with a reason." in done
    assert 'href="/desk/"' in done
    assert [use.counts for use in uses(elm)] == [False]


def test_what_the_office_made_void_is_given_again_with_a_reason(elm, oak, device):
    gives(oak, elm, Quota(1, Period.DAY))
    page = press(device, made_void(elm, device, oak))
    given = press(device, page, AGAIN, again="It was the right person.")
    press(device, page, AGAIN, again="It was the right person.")

    assert desks.headline(given) == "Given"
    assert [(use.counts, use.again) for use in uses(elm)] == [
        (True, "It was the right person."),
        (False, ""),
    ]


def test_on_another_check_it_is_given_as_ever(elm, oak, device):
    gives(oak, elm, Quota(1, Period.DAY))
    _membership, _card, text = desks.carded(oak)
    press(device, desks.hold_out(device, text))
    with elm.within:
        giving.void_use(uses(elm)[0].code, reason="The wrong person.", by="Pat")
    page = desks.hold_out(device, text)

    assert "made this void" not in page.content.decode()
    assert desks.headline(press(device, page)) == "Given"


def test_a_key_of_what_is_void_answers_no_more(elm):
    first = give(elm, benefit(), key="one").redemption
    with elm.within:
        giving.void_use(first.code, reason="The wrong person.", by="Pat")

    with pytest.raises(NotCountingError):
        give(elm, benefit(), key="one")


def test_another_rule_is_not_lifted_by_a_reason(elm, oak, device):
    page = used_up(elm, oak, device, Classes(frozenset({"consumer"})))
    with oak.within:
        MembershipClass.objects.filter(visiting=False).update(kind="worker")
        [membership] = Membership.objects.all()
    members.changed(membership, "class")
    members.outbox.drain()
    page = desks.hold_out(device, holdout.qr_text(members.card_of(membership)))

    assert AGAIN not in page.content.decode()
