"""The pages around invitations: what was shown is begun, once; a test; acts; letters for the rest."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone

from credentials import own_data
from credentials.models import Wave
from tenants import outbox
from tenants.models import Member, User
from tenants.services import seats
from tests.credentials import holding
from tests.credentials.invited import (
    begin,
    crowd,
    quiet,
    steps,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    return holding.opened()


def page_values(text):
    return {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in ("key", "seen")}


def test_the_page_shows_the_plan_and_begins_exactly_that(valley, mailoutbox):
    crowd(valley, 2)
    quiet(valley, "Nobody's", "")
    browser, new = valley.browser(), valley.url("invitations/new/")
    page = browser.get(new).text
    assert "Begin: 2 emails" in page
    assert "Letter: No email address" in page
    quiet(valley, "Late", "late@example.org")
    data = {**page_values(page), "at_once": "2", "an_hour": "5"}
    answer = browser.post(new, data)
    assert answer.status_code == 409
    assert "Something has changed" in answer.text
    with valley.within:
        assert not Wave.objects.exists()
    data |= page_values(answer.text)
    mailoutbox.clear()
    there = browser.post(new, data)["Location"]
    assert browser.post(new, data)["Location"] == there, "a second click leads to the same"
    outbox.drain()

    assert len(mailoutbox) == 2
    shown = browser.get(there).text
    assert "Print 1 letter" in shown
    assert "Late" in shown
    assert "Another round is under way" in browser.get(new).text
    assert browser.get(valley.url("invitations/")).status_code == 200


def test_numbers_out_of_bounds_are_refused_with_a_sentence(valley):
    answer = valley.browser().get(valley.url("invitations/new/?at_once=0&an_hour=x"))

    assert answer.status_code == 422
    assert "Enter a number from 1 to 500." in answer.text
    assert "Enter a number from 1 to 5000." in answer.text


def test_a_test_goes_to_whoever_asks_and_holds_nobodys_link(valley, mailoutbox):
    crowd(valley, 1)
    mailoutbox.clear()
    browser, key = valley.browser(), str(uuid4())
    for _click in range(2):
        browser.post(valley.url("invitations/test/"), {"key": key})
    outbox.drain()
    [message] = mailoutbox

    assert message.to == [valley.steward.user.email]
    assert "A test" in message.subject
    assert "/claim/" not in message.body
    assert [name for name, _content, _type in message.attachments] == ["green-valley-card.pdf"]


def test_acts_that_are_not_possible_say_so_and_an_unknown_one_is_not_there(valley):
    crowd(valley, 1)
    wave = begin(valley)
    browser = valley.browser()
    for act, word in (("resume", "not possible"), ("pause", "Paused"), ("stop", "Stopped")):
        answer = browser.post(valley.url(f"invitations/{wave.code}/{act}/"), follow=True)
        assert word in answer.text
    assert browser.post(valley.url(f"invitations/{wave.code}/shout/")).status_code == 404
    assert timezone.now() > wave.begun_at
    assert not mail.outbox


def test_letters_for_the_rest_are_printed_for_exactly_these(valley):
    crowd(valley, 1)
    quiet(valley, "Nobody's", "")
    wave = begin(valley)
    steps(valley)
    page = valley.browser().get(valley.url(f"cards/print/?wave={wave.code}")).text

    assert "Print 1 card" in page
    assert 'value="letter"' in page


def test_the_page_of_a_wave_takes_as_many_queries_for_many_as_for_one(
    valley, django_assert_max_num_queries
):
    crowd(valley, 1)
    wave = begin(valley)
    steps(valley)
    browser, there = valley.browser(), valley.url(f"invitations/{wave.code}/")
    browser.get(there)
    with django_assert_max_num_queries(45) as first:
        browser.get(there)
    crowd_again = [quiet(valley, f"Later {n}", f"l{n}@example.org") for n in range(12)]
    wave = begin(valley, at_once=50, an_hour=50)
    steps(valley)
    assert len(crowd_again) == 12
    with django_assert_max_num_queries(len(first.captured_queries)):
        browser.get(valley.url(f"invitations/{wave.code}/"))


def test_my_data_tells_of_an_invitation(valley):
    [bea] = crowd(valley, 1)
    begin(valley)
    steps(valley)
    user = User.objects.get(email="m0@example.org")
    with valley.within:
        Member.objects.filter(pk=bea.member_id).update(user=user)
        seats.seat_members([Member.objects.get(pk=bea.member_id)])
    [kept] = own_data.kept_of(user)

    assert [each["way"] for each in kept.invited] == ["mail"]
    assert kept.invited[0]["written_at"]


def test_the_overview_says_how_many_do_not_know_of_their_card_until_they_are_invited(valley):
    crowd(valley, 2)
    browser = valley.browser()
    assert "2 members have a card and do not know of it" in browser.get(valley.url()).text
    begin(valley, at_once=5, an_hour=5)
    steps(valley)

    assert "do not know of it" not in browser.get(valley.url()).text
