"""A device becomes a desk once, by a code that lives for a quarter of an hour, until somebody removes it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from benefits.desk import devices
from benefits.models import Desk
from benefits.services import desk as service
from tests.benefits import desks

pytestmark = pytest.mark.django_db
UNPAIRED = "Set up this desk"


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


def address(desk):
    return reverse("benefits:desk-pair", args=[desks.token_of(desk)])


def shows_the_scanner(device):
    return "Type code or member number" in device.get("/desk/").content.decode()


def within_reach(elm):
    with elm.within:
        return Desk.objects.get()


def test_somebody_with_the_desk_role_names_a_place_and_sees_its_code(elm):
    office = Client()
    office.force_login(desks.seat(elm).user)
    page = office.post("/c/elm/staff/desks/", {"place": "Café till"}, follow=True)
    desk = within_reach(elm)

    html = page.content.decode()
    digits = devices.pairing_digits(desk)
    assert f"{digits[:4]} {digits[4:]}" in html
    assert devices.pairing_address(desk) in html
    assert "Café till" in office.get("/c/elm/staff/desks/").content.decode()


def test_opening_the_address_pairs_nothing(elm):
    desk, device = desks.added(elm), Client()

    assert "Pair this device" in device.get(address(desk)).content.decode()
    assert UNPAIRED in device.get("/desk/").content.decode()
    assert within_reach(elm).paired_at is None


def test_the_button_makes_the_device_a_desk(elm):
    device = desks.paired(elm)
    cookie = device.cookies[devices.cookie_name()]

    assert shows_the_scanner(device)
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert within_reach(elm).paired_at is not None


def test_a_code_works_once(elm):
    desk = desks.added(elm)
    first, second = Client(), Client()

    assert first.post(address(desk)).status_code == 302
    assert second.post(address(desk)).status_code == 410
    assert UNPAIRED in second.get("/desk/").content.decode()
    assert shows_the_scanner(first)


def test_a_code_that_is_too_old_pairs_nothing(elm):
    desk = desks.added(elm)
    with elm.within:
        Desk.objects.update(pairing_until=timezone.now() - timedelta(seconds=1))

    assert Client().get(address(desk)).status_code == 410
    assert Client().post(address(desk)).status_code == 410


def test_a_new_code_voids_the_one_before_and_replaces_the_device_only_when_used(elm):
    desk, old_device = desks.added(elm), Client()
    old_device.post(address(desk))
    with elm.within:
        service.renew_pairing(desk)
        unused = address(desk)
        service.renew_pairing(desk)

    assert Client().post(unused).status_code == 410
    assert shows_the_scanner(old_device)
    new_device = Client()
    new_device.post(address(desk))
    assert shows_the_scanner(new_device)
    assert UNPAIRED in old_device.get("/desk/").content.decode()


def test_the_digits_pair_as_well_however_they_are_spaced(elm):
    digits, device = devices.pairing_digits(desks.added(elm)), Client()
    answer = device.post("/desk/pair/", {"digits": f" {digits[:4]} {digits[4:]} "})

    assert answer.status_code == 302
    assert shows_the_scanner(device)


@pytest.mark.parametrize("typed", ["", "1234", "00000000", "abcdefgh"])
def test_wrong_digits_are_refused_in_words(elm, typed):
    desks.added(elm)
    answer = Client().post("/desk/pair/", {"digits": typed})

    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_who_comes_to_the_address_of_the_digits_without_any_gets_their_page():
    answer = Client().get("/desk/pair/", follow=True)

    assert answer.redirect_chain == [("/desk/", 302)]
    assert "Set up this desk" in answer.content.decode()


def test_guessing_digits_ends_soon(elm):
    desks.added(elm)
    device = Client()
    answers = {device.post("/desk/pair/", {"digits": f"{n:08d}"}).status_code for n in range(30)}

    assert answers == {422, 429}


def test_an_empty_cache_gives_no_more_digits_to_guess(elm):
    desk, device = desks.added(elm), Client()
    answers = []
    for n in range(21):
        cache.clear()
        answers.append(device.post("/desk/pair/", {"digits": f"{n:08d}"}).status_code)

    assert answers == [422] * 20 + [429]
    right = device.post("/desk/pair/", {"digits": devices.pairing_digits(desk)})
    assert right.status_code == 429
    assert re.search(r"Wait \d+ minutes?, then go back", right.text)


def test_a_removed_desk_has_no_device_any_more(elm):
    device = desks.paired(elm)
    office = Client()
    office.force_login(desks.seat(elm).user)
    desk = within_reach(elm)
    office.post(reverse("benefits:staff-desk-remove", args=["elm", desk.code]))

    assert UNPAIRED in device.get("/desk/").content.decode()
    assert device.post("/desk/", {"text": "K7Q2M9XD"}).status_code == 200
    assert str(desk.code) not in office.get("/c/elm/staff/desks/").content.decode()


def test_a_made_up_cookie_is_no_desk(elm):
    desks.added(elm)
    device = Client()
    device.cookies[devices.cookie_name()] = "made-up"

    assert UNPAIRED in device.get("/desk/").content.decode()


def test_staff_see_when_a_device_was_last_seen(elm):
    device = desks.paired(elm)
    long_ago = timezone.now() - timedelta(days=3)
    with elm.within:
        Desk.objects.update(last_seen_at=long_ago)
    device.get("/desk/")

    assert within_reach(elm).last_seen_at > long_ago
