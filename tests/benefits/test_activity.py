"""A member reads where the card was checked and used, says what was not them, and is answered."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from benefits.models import Incident
from tenants import outbox
from tests.benefits import desks, visiting
from tests.benefits.desks import gives
from tests.benefits.test_incidents import had, steward
from tests.credentials import holdout

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/me/activity/"
SAID = "I was at home, and my bag was stolen."


@pytest.fixture
def bea(oak):
    """A member of Oak with a card, signed in."""
    cache.clear()
    user, card = visiting.member(oak, "bea@example.org")
    browser = Client()
    browser.force_login(user)
    browser.card = card
    return browser


@pytest.fixture
def looked_at(oak, elm, bea):
    """Once at Elm's desk, and something was given."""
    gives(oak, elm)
    return had(elm, holdout.qr_text(bea.card))


def text_of(browser, address=PAGE):
    return browser.get(address).content.decode()


def addresses(browser):
    return [part.split('"')[0] for part in text_of(browser).split('href="')[1:] if "not-me" in part]


def said(oak):
    with oak.within:
        return list(Incident.objects.filter(side=Incident.Side.MEMBER))


def test_nothing_yet_says_what_will_stand_here(bea):
    assert "Nothing was checked or used yet" in text_of(bea)


def test_checks_and_uses_stand_there_with_what_was_told(bea, looked_at):
    page = text_of(bea)

    assert looked_at.title in page
    assert "Card checked at a desk" in page
    assert "Elm Lane, Front desk" in page
    assert "They were told your kind of membership" in page
    assert "Times are those of your co-op" in page
    assert len(addresses(bea)) == 2


def test_a_check_at_the_own_co_ops_desk_stands_there_too(oak, bea):
    desks.hold_out(desks.paired(oak), holdout.qr_text(bea.card))

    assert "Card checked at a desk" in text_of(bea)


def test_nobody_reads_or_disputes_what_is_somebody_elses(oak, bea, looked_at):
    other, _card = visiting.member(oak, "cem@example.org")
    browser = Client()
    browser.force_login(other)

    assert "Nothing was checked or used yet" in text_of(browser)
    assert [browser.get(each).status_code for each in addresses(bea)] == [404, 404]
    assert Client().get(PAGE).status_code == 302


def test_this_was_not_me_reaches_the_office_and_is_answered(oak, bea, looked_at):
    address = addresses(bea)[0]
    assert "sees this one line with your name" in text_of(bea, address)

    bea.post(address, {"text": SAID})
    bea.post(address, {"text": "Twice."})
    outbox.drain()

    [row] = said(oak)
    assert (row.text, row.kind, row.membership_id) == (SAID, "not_theirs", bea.card.membership_id)
    assert "It has not answered yet" in text_of(bea)
    assert any("this was not me" in each.subject for each in mail.outbox)
    assert all("Bea" not in each.body for each in mail.outbox if "not me" in each.subject)

    office = steward(oak)
    there = f"/c/oak/staff/incidents/{row.code}/"
    assert "Bea Ashe" in office.get(there).content.decode()
    assert SAID in office.get(there).content.decode()
    office.post(there, {"text": "We have spoken to Elm."})
    outbox.drain()

    assert "We have spoken to Elm." in text_of(bea)
    assert any(
        "has answered you" in each.subject and "bea@example.org" in each.to for each in mail.outbox
    )


def test_the_card_is_replaced_at_once_where_that_is_wanted(oak, bea, looked_at):
    done = bea.post(addresses(bea)[0], {"text": SAID, "replace": "on"})
    outbox.drain()

    assert done["Location"] == f"/me/cards/{bea.card.code}/replace/"
    with oak.within:
        bea.card.refresh_from_db()
    assert bea.card.superseded_at is not None
    assert len(said(oak)) == 1


def test_a_word_without_a_sentence_is_refused_and_nothing_is_told(oak, bea, looked_at):
    answer = bea.post(addresses(bea)[0], {"text": ""})

    assert answer.status_code == 422
    assert "Write a sentence" in answer.content.decode()
    assert said(oak) == []


def test_what_a_member_said_is_not_among_what_was_reported_about_them(bea, looked_at):
    bea.post(addresses(bea)[0], {"text": SAID})

    assert SAID not in text_of(bea, "/me/benefits/")
