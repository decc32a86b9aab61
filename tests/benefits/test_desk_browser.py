"""The desk in a real browser on a phone: paired with a tap, then its camera sees cards, with no tap at all."""

from __future__ import annotations

import sys
import time

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from credentials import live
from tests.benefits import desks
from tests.benefits.desks import GIVE, gives
from tests.credentials import holdout
from tests.support import camera
from tests.support.browser import LOOKS, PHONE, page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ON_A_PHONE = next(look for look in LOOKS if look.width == PHONE)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return tmp_path_factory.mktemp("desk") / "film.y4m"


@pytest.fixture(scope="module")
def seeing(browser, film):
    camera.hold(film)
    with camera.with_camera(browser, film) as opened:
        yield opened


@pytest.fixture
def page(seeing, film, live_server, elm):
    """Paired, and elsewhere: at the desk a card that is held out is answered before anybody has opened a page."""
    cache.clear()
    camera.hold(film)
    with page_of(seeing, ON_A_PHONE, permissions=["camera"]) as opened:
        opened.goto(live_server.url + reverse("benefits:desk-pair", args=[code_of(elm)]))
        with opened.expect_navigation(wait_until="load"):
            opened.get_by_role("button", name="Pair this device").click()
        opened.goto("about:blank")
        yield opened


def code_of(side):
    return desks.token_of(desks.added(side))


def answered(page):
    page.wait_for_url("**/desk/r/**", wait_until="load")
    return page.locator("h1").inner_text()


def test_a_card_held_out_is_answered_without_a_tap(page, film, live_server, elm, capsys):
    _membership, _card, text = desks.carded(elm, name="Amara Okonkwo")
    camera.hold(film, text)
    sent = []
    page.on("request", lambda each: each.method == "POST" and sent.append(time.monotonic()))
    began = time.monotonic()
    page.goto(live_server.url + "/desk/", wait_until="commit")
    headline = answered(page)
    seen = time.monotonic()

    with capsys.disabled():
        sys.stdout.write(
            f"\n  desk opened to answer {seen - began:.2f} s, code read to answer {seen - sent[0]:.2f} s\n"
        )
    assert headline == "Member"
    expect(page.get_by_text("Amara Okonkwo")).to_be_visible()
    assert page.evaluate("() => document.activeElement.textContent") == "Member"
    expect(page.get_by_role("status")).to_have_count(1)
    assert page.complaints == []


@pytest.mark.parametrize(
    ("case", "headline"), [("tampered_qr", "Not genuine"), ("replaced_qr", "Old card")]
)
def test_bad_cards_are_told_from_good_ones(page, film, live_server, elm, case, headline):
    camera.hold(film, holdout.CASES[case](elm.coop).text)
    page.goto(live_server.url + "/desk/", wait_until="commit")

    assert answered(page) == headline


def test_a_partners_card_is_answered_too(page, film, live_server, home):
    camera.hold(film, desks.carded(home.side)[2])
    page.goto(live_server.url + "/desk/", wait_until="commit")

    assert answered(page) == "Member"
    expect(page.get_by_text("Member of Oak Street")).to_be_visible()


def test_a_reader_that_types_needs_no_tap_and_goes_on_from_the_answer(page, film, live_server, elm):
    camera.hold(film)
    _membership, _card, text = desks.carded(elm, name="Amara Okonkwo")
    page.goto(live_server.url + "/desk/", wait_until="commit")
    # The page puts the caret there itself; what is typed before it does is lost, and half a code is nobody's.
    page.locator("[data-scan-input]:focus").wait_for()
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    assert answered(page) == "Member"
    first = page.url

    page.keyboard.type("https://menu.example.com/")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/desk/r/" in url and url != first)
    expect(page.locator("h1")).to_have_text("Not one of our cards", use_inner_text=True)


def test_without_leave_for_the_camera_the_field_is_there(browser, live_server, elm):
    cache.clear()
    with camera.with_camera_off(browser) as blind, page_of(blind, ON_A_PHONE) as page:
        page.goto(live_server.url + reverse("benefits:desk-pair", args=[code_of(elm)]))
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name="Pair this device").click()
        page.get_by_role("button", name="Use the camera").click()
        page.get_by_text("The camera is off for this page.").wait_for()
        page.get_by_label("Type code or member number").fill("ZZZZ ZZZZ")
        with page.expect_navigation(wait_until="load"):
            page.get_by_role("button", name="Check", exact=True).click()

        expect(page.locator("h1")).to_have_text("Not one of our cards", use_inner_text=True)


def test_one_tap_gives_and_the_scanner_comes_back_by_itself(page, film, live_server, elm, oak):
    gives(oak, elm)
    _membership, card, text = desks.carded(oak)
    camera.hold(film, live.live_text(card.card_code, text.partition("#")[2], now=timezone.now()))
    page.goto(live_server.url + "/desk/", wait_until="commit")
    assert answered(page) == "Member"
    expect(page.get_by_text("Live card")).to_be_visible()
    camera.hold(film)
    page.clock.install()
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=GIVE).click()

    expect(page.locator("h1")).to_have_text("Given", use_inner_text=True)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    page.clock.run_for(7_000)
    assert "/desk/r/" in page.url
    page.clock.run_for(2_000)
    page.wait_for_url("**/desk/")
    assert page.complaints == []


def test_who_prefers_to_stay_stays_and_may_undo(page, film, live_server, elm, oak):
    gives(oak, elm)
    camera.hold(film, desks.carded(oak)[2])
    page.goto(live_server.url + "/desk/", wait_until="commit")
    answered(page)
    page.clock.install()
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name=GIVE).click()
    page.get_by_role("button", name="Stay on this page").click()
    page.clock.run_for(20_000)
    expect(page.locator("h1")).to_have_text("Given", use_inner_text=True)
    expect(page.get_by_role("button", name="Go back by itself")).to_be_visible()

    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name="Undo").click()
    expect(page.locator("h1")).to_have_text("Member", use_inner_text=True)
    expect(page.get_by_role("button", name=GIVE)).to_be_visible()
