"""The camera on /verify/, in a real browser whose camera sees our own QR codes, on a phone's screen."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from tests.credentials import holdout
from tests.support import camera
from tests.support.browser import LOOKS, PHONE, page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GENUINE = "The signature on this card is genuine."
ON_A_PHONE = next(look for look in LOOKS if look.width == PHONE)


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    return tmp_path_factory.mktemp("camera") / "film.y4m"


@pytest.fixture(scope="module")
def seeing(browser, film):
    camera.hold(film)
    with camera.with_camera(browser, film) as opened:
        yield opened


@pytest.fixture
def page(seeing, live_server):
    cache.clear()
    with page_of(seeing, ON_A_PHONE) as opened:
        opened.goto(live_server.url + "/verify/")
        yield opened


def scan(page):
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name="Use the camera").click()


def by_hand(page, text):
    page.get_by_label("Type or paste it").fill(text)
    with page.expect_navigation(wait_until="load"):
        page.get_by_role("button", name="Check", exact=True).click()


@pytest.mark.parametrize(
    ("case", "headline"),
    [("good_qr", "Member"), ("tampered_qr", "Not genuine"), ("replaced_qr", "Old card")],
)
def test_what_the_camera_sees_is_checked(page, film, oak, case, headline):
    camera.hold(film, holdout.CASES[case](oak).text)
    scan(page)

    expect(page.locator("h1")).to_have_text(headline, use_inner_text=True)
    assert page.get_by_text(GENUINE).is_visible() == (case != "tampered_qr")
    assert page.complaints == []


def test_a_code_of_something_else_is_named_as_such(page, film, db):
    camera.hold(film, "https://example.com/menu")
    scan(page)

    expect(page.locator("h1")).to_have_text("Not one of our cards", use_inner_text=True)
    assert page.complaints == []


def test_the_decoder_comes_from_here(page, film, live_server, oak):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    camera.hold(film, holdout.good_qr(oak).text)
    scan(page)

    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


def test_the_camera_can_be_turned_off_again(page, film, db):
    camera.hold(film)
    page.get_by_role("button", name="Use the camera").click()
    page.get_by_text("Hold the code in front of the camera.").wait_for()
    page.get_by_role("button", name="Turn the camera off").click()

    expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
    expect(page.locator("video")).to_be_hidden()


def test_where_no_code_is_read_the_page_says_what_may_help(page, film, db):
    camera.hold(film)
    page.clock.install()
    page.get_by_role("button", name="Use the camera").click()
    page.get_by_text("Hold the code in front of the camera.").wait_for()
    page.clock.run_for(9_000)

    page.get_by_text("Hold it closer, turn it to the light, or type the code.").wait_for()


@pytest.mark.parametrize(
    ("seen_by", "sentence"),
    [
        ("off", "The camera is off for this page. Allow it beside the address, or type the code."),
        ("none", "No camera could be used. Type the code instead."),
    ],
)
def test_without_a_camera_the_page_says_so_and_goes_on(
    browser, live_server, oak, seen_by, sentence
):
    cache.clear()
    opened = camera.with_camera_off(browser) if seen_by == "off" else camera.without(browser)
    with opened as blind, page_of(blind, ON_A_PHONE) as page:
        page.goto(live_server.url + "/verify/")
        page.get_by_role("button", name="Use the camera").click()
        page.get_by_text(sentence).wait_for()

        expect(page.get_by_role("button", name="Use the camera")).to_be_visible()
        by_hand(page, holdout.good_qr(oak).text)
        expect(page.locator("h1")).to_have_text("Member", use_inner_text=True)
        assert page.complaints == []
