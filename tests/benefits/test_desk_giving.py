"""A partner's member at the desk: nothing pressed to the answer, one press to give, a minute to take it back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from benefits.desk import glance
from benefits.eligibility import Evidence, Period
from benefits.eligibility.often import Quota
from benefits.eligibility.party import Covers, Party
from benefits.eligibility.proof import PhotoId
from benefits.eligibility.who import Classes
from benefits.models import DeskCheck, Redemption
from credentials import live
from tenants.models import Membership, MembershipClass
from tests.benefits import desks
from tests.benefits.desks import GIVE, TITLE, gives
from tests.credentials import holdout, members

pytestmark = pytest.mark.django_db
STATEMENTS = {"scan": 29, "answer": 8, "give": 20}


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def device(elm):
    return desks.paired(elm)


def press(device, page, label=GIVE, **values):
    """The button of that name, with the fields of its form as they stand, changed by `values`."""
    html = page.content.decode()
    forms = re.findall(r'<form method="post" action="([^"]+)"[^>]*>(.*?)</form>', html, re.DOTALL)
    [(action, inside)] = [each for each in forms if label in each[1]]
    fields = dict(re.findall(r'<input[^>]* name="(\w+)" value="([^"]*)"', inside))
    return device.post(action, {**fields, **values}, follow=True)


def uses(side):
    with side.within:
        return list(Redemption.objects.all())


@pytest.mark.parametrize("others", [0, 2])
def test_a_till_asks_the_database_as_often_for_many_benefits_as_for_one(
    elm, oak, device, django_assert_num_queries, others
):
    """Somebody waits, and a statement costs a millisecond: what a card turns on is read once."""
    desks.gives_many(oak, elm, 1 + others, Quota(9, Period.DAY))
    card = desks.carded(oak)[1].card_code
    device.post("/desk/", {"text": card})
    with django_assert_num_queries(STATEMENTS["scan"]):
        found = device.post("/desk/", {"text": card})
    with django_assert_num_queries(STATEMENTS["answer"]):
        page = device.get(found["Location"])
    assert page.content.decode().count('name="benefit"') == 1 + others
    with django_assert_num_queries(STATEMENTS["give"]):
        device.post(f"{found['Location']}give/", {"benefit": "number-0"})
    assert len(uses(elm)) == 1


def test_one_press_gives(elm, oak, device):
    agreement = gives(oak, elm)
    page = desks.hold_out(device, desks.carded(oak, name="Numbat Person-7c1e")[2])
    assert desks.headline(page) == "Member"
    given = press(device, page)
    [use] = uses(elm)

    assert desks.headline(given) == "Given"
    assert (use.benefit, use.title, use.agreement) == ("ten-off", TITLE, agreement.code)
    assert (use.given_by, use.evidence_level) == ("Front desk", "shown")
    assert use.pseudonym == desks.last_check(elm).pseudonym
    assert "Numbat" not in str(vars(use)) + given.content.decode()
    assert 'data-back="8"' in given.content.decode()


def test_the_answer_alone_gives_nothing_and_goes_nowhere_by_itself(elm, oak, device):
    gives(oak, elm)
    page = desks.hold_out(device, desks.carded(oak)[2])

    assert uses(elm) == []
    assert "data-back" not in page.content.decode().replace("data-back-", "")


@pytest.mark.parametrize("kind", ["consumer", "visiting"])
def test_a_card_that_counts_only_at_home_gets_nothing(elm, oak, device, kind):
    gives(oak, elm)
    [membership] = members.started(oak.coop)
    with oak.within:
        MembershipClass.objects.update(reciprocity_eligible=False)
        Membership.objects.update(membership_class=getattr(oak, kind))
    members.outbox.drain()
    page = desks.hold_out(device, holdout.qr_text(members.card_of(membership)))
    check = desks.last_check(elm)

    assert desks.headline(page) == "No benefit here"
    assert GIVE not in page.content.decode()
    assert (check.reason, check.sentence) == (
        "class_not_covered",
        "Oak Street says that your card does not count here. Please ask Oak Street which card does.",
    )


def test_two_presses_give_once(elm, oak, device):
    gives(oak, elm)
    page = desks.hold_out(device, desks.carded(oak)[2])
    for _time in range(3):
        press(device, page)

    assert len(uses(elm)) == 1


def test_what_was_given_is_taken_back_within_a_minute_and_may_be_given_again(elm, oak, device):
    gives(oak, elm, Quota(1, Period.DAY))
    page = desks.hold_out(device, desks.carded(oak)[2])
    undone = press(device, press(device, page), "Undo")

    assert desks.headline(undone) == "Member"
    press(device, undone)
    assert sorted(use.counts for use in uses(elm)) == [False, True]


def test_after_a_minute_it_stays_given(elm, oak, device):
    gives(oak, elm)
    given = press(device, desks.hold_out(device, desks.carded(oak)[2]))
    with elm.within:
        Redemption.objects.update(at=timezone.now() - timedelta(seconds=61))
    page = device.get(given.redirect_chain[-1][0])
    assert "Undo" not in page.content.decode()
    press(device, given, "Undo")

    assert [use.counts for use in uses(elm)] == [True]


def test_used_already_is_said_at_once_with_a_sentence_and_without_a_button(elm, oak, device):
    gives(oak, elm, Quota(1, Period.DAY))
    membership, _card, text = desks.carded(oak)
    press(device, desks.hold_out(device, text))
    members.changed(membership, "lost")
    members.outbox.drain()
    again = desks.hold_out(device, holdout.qr_text(members.card_of(membership)))
    check = desks.last_check(elm)

    assert desks.headline(again) == "Used already"
    assert check.sentence
    assert check.sentence in again.content.decode().replace("&#x27;", "'")
    assert GIVE not in again.content.decode()
    assert check.reason == "used"


def test_a_benefit_for_live_cards_asks_for_the_phone(elm, oak, device):
    gives(oak, elm, evidence=Evidence.LIVE)
    _membership, card, text = desks.carded(oak)
    page = desks.hold_out(device, text)
    assert desks.headline(page) == "Ask for the live card"
    assert GIVE not in page.content.decode()

    shown = live.live_text(card.card_code, text.partition("#")[2], now=timezone.now())
    press(device, desks.hold_out(device, shown))
    assert [use.evidence_level for use in uses(elm)] == ["live"]
    assert desks.headline(desks.hold_out(device, shown)) == "Ask for the live card"


def test_a_condition_is_seen_to_before_it_is_given(elm, oak, device):
    gives(oak, elm, PhotoId())
    page = desks.hold_out(device, desks.carded(oak, name="Numbat Person")[2])
    html = page.content.decode()
    assert desks.headline(page) == "Check first"
    assert "N. P." in html
    given = press(device, page, "Checked: give")

    assert desks.headline(given) == "Given"
    assert "Numbat" not in html + str([vars(use) for use in uses(elm)])


def test_a_kind_of_membership_that_is_not_agreed_has_no_benefit(elm, oak, device):
    gives(oak, elm, Classes(frozenset({"worker"})))

    assert desks.headline(desks.hold_out(device, desks.carded(oak)[2])) == "No benefit here"


def test_a_party_that_is_too_big_is_refused_in_words(elm, oak, device):
    gives(oak, elm, Party(Covers.COUNTED, 2, 2))
    page = desks.hold_out(device, desks.carded(oak)[2])
    refused = press(device, page, adults="5")

    assert "The others pay the usual price." in refused.content.decode()
    assert uses(elm) == []
    press(device, page, adults="2")
    assert len(uses(elm)) == 1


@pytest.mark.parametrize("adults", ["-1", "100", "many"])
def test_a_number_that_cannot_be_gives_nothing(elm, oak, device, adults):
    gives(oak, elm, Party(Covers.COUNTED, 2, 2))
    page = desks.hold_out(device, desks.carded(oak)[2])

    assert "Nothing was given." in press(device, page, adults=adults).content.decode()
    assert uses(elm) == []


def test_a_card_that_is_no_longer_in_hand_is_scanned_again(elm, oak, device):
    gives(oak, elm)
    page = desks.hold_out(device, desks.carded(oak)[2])
    del device.cookies[glance.COOKIE]
    answer = press(device, page)

    assert answer.status_code == 409
    assert "scan it again" in answer.content.decode()
    assert uses(elm) == []


@pytest.mark.parametrize("changed", ["", "made-up", "eyJjaGVjayI6IjEifQ:1:1"])
def test_a_cookie_of_another_card_or_a_made_up_one_gives_nothing(elm, oak, device, changed):
    gives(oak, elm)
    page = desks.hold_out(device, desks.carded(oak)[2])
    device.cookies[glance.COOKIE] = changed

    assert press(device, page).status_code == 409
    assert uses(elm) == []


def test_what_is_not_agreed_cannot_be_asked_for(elm, oak, device):
    gives(oak, elm)
    page = desks.hold_out(device, desks.carded(oak)[2])

    assert press(device, page, benefit="everything").status_code == 404
    assert uses(elm) == []


def test_another_desk_neither_gives_nor_takes_back(elm, oak, device):
    gives(oak, elm)
    page = desks.hold_out(device, desks.carded(oak)[2])
    given = press(device, page)
    for other in (desks.paired(elm, "Café till"), desks.paired(oak)):
        other.cookies[glance.COOKIE] = device.cookies[glance.COOKIE].value

        assert press(other, page).status_code == 404
        assert press(other, given, "Undo").status_code == 404
    assert [use.counts for use in uses(elm)] == [True]


def test_today_says_of_what_is_no_card_of_ours_where_it_is_from(elm, device):
    for text in (
        "https://menu.example.com/today",
        "https://portal.example.com/v/K7Q2M9XD",
        "ZZZZZZZZ",
    ):
        desks.hold_out(device, text)
    page = device.get("/desk/today/").content.decode()

    for who in ("menu.example.com", "portal.example.com", "Unknown card"):
        assert f">{who}</a>" in page


def test_today_shows_what_was_given_and_takes_it_back(elm, oak, device):
    gives(oak, elm)
    press(device, desks.hold_out(device, desks.carded(oak)[2]))
    page = device.get("/desk/today/")
    assert "Given:" in page.content.decode()
    press(device, page, "Undo")

    assert "Taken back:" in device.get("/desk/today/").content.decode()
    assert [use.counts for use in uses(elm)] == [False]


def test_our_own_member_is_offered_nothing(elm, oak, device):
    gives(oak, elm)
    html = desks.hold_out(device, desks.carded(elm)[2]).content.decode()

    assert GIVE not in html
    with elm.within:
        assert DeskCheck.objects.get().reason == "member"
