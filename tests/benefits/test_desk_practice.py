"""Practising: twelve test cards that show every answer, and leave nothing behind."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from benefits.desk import practice
from benefits.desk.panel import headline
from benefits.desk.reasons import KINDS, Reason
from benefits.models import DeskCheck, Redemption
from credentials.verifying.check import check_anything
from credentials.verifying.given import from_text
from tenants.models import Event
from tests.benefits import desks

pytestmark = pytest.mark.django_db
PRACTICE = "This is a test card. Nothing is recorded."


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def device(elm):
    return desks.paired(elm)


def test_twelve_cards_show_every_answer_or_say_how_it_is_met():
    shown = {card.reason for card in practice.CARDS}

    assert len(practice.CARDS) == 12
    assert shown.isdisjoint(practice.SHOWN_OTHERWISE)
    assert shown | practice.SHOWN_OTHERWISE.keys() == set(Reason) == KINDS.keys()


@pytest.mark.parametrize("card", practice.CARDS, ids=lambda card: card.slug)
def test_a_scanned_test_card_is_answered_as_practice_and_not_recorded(elm, device, card):
    with elm.within:
        before = Event.objects.count()
    answer = desks.hold_out(device, practice.text_of(card))

    assert desks.headline(answer) == headline(card.reason)
    assert PRACTICE in answer.content.decode()
    with elm.within:
        assert (DeskCheck.objects.count(), Event.objects.count()) == (0, before)


def test_to_everybody_else_a_test_card_is_no_card():
    for card in practice.CARDS:
        assert check_anything(from_text(practice.text_of(card))).verdict == "unknown"


@pytest.mark.parametrize(("button", "expected"), [("yes", "Member"), ("no", "Not this member")])
def test_the_two_buttons_can_be_practised(elm, device, button, expected):
    answer = device.post("/desk/help/number/", {button: ""})

    assert desks.headline(answer) == expected
    assert PRACTICE in answer.content.decode()


def test_giving_can_be_practised_and_is_not_counted(elm, device):
    assert "Give 10 % off" in device.get("/desk/help/partner/").content.decode()
    answer = device.post("/desk/help/partner/")

    assert desks.headline(answer) == "Given"
    assert PRACTICE in answer.content.decode()
    with elm.within:
        assert not Redemption.objects.exists()


def test_another_card_has_no_buttons(elm, device):
    assert desks.headline(device.post("/desk/help/forged/", {"yes": ""})) == "Not genuine"


def test_there_is_no_thirteenth_card(device):
    assert device.get("/desk/help/thirteen/").status_code == 404


@pytest.mark.parametrize("page", ["/desk/help/", "/desk/help/member/"])
def test_practice_is_for_desks(db, page):
    assert Client().get(page)["Location"] == "/desk/"


def test_a_phone_may_keep_the_desk_among_its_apps(elm, device):
    told = device.get("/desk/manifest.webmanifest")

    assert told["Content-Type"] == "application/manifest+json"
    assert told.json()["name"] == "Desk of Elm Lane"
    assert (told.json()["start_url"], told.json()["display"]) == ("/desk/", "standalone")
    assert Client().get("/desk/manifest.webmanifest").json()["name"] == "Desk"
    assert 'rel="manifest"' in device.get("/desk/").content.decode()
