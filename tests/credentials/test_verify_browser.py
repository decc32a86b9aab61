"""What only a browser does: sending what stands behind #, dropping a file, drawing the API's description."""

from __future__ import annotations

import base64

import pytest
from django.core.cache import cache
from playwright.sync_api import expect

from credentials.card import qr
from tests.credentials import holdout
from tests.support.browser import LOOKS, page_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
GENUINE = "The signature on this card is genuine."
DROP = """([name, type, content]) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const held = new DataTransfer();
    held.items.add(new File([bytes], name, { type }));
    const options = { dataTransfer: held, bubbles: true, cancelable: true };
    document.querySelector("main").dispatchEvent(new DragEvent("dragover", options));
    document.querySelector("main").dispatchEvent(new DragEvent("drop", options));
}"""


@pytest.fixture
def page(browser):
    cache.clear()
    with page_of(browser, LOOKS[0]) as opened:
        yield opened


def scan(page, live_server, text):
    """As a phone's camera does with the text of a QR code."""
    page.goto(live_server.url + "/v/" + text.partition("/v/")[2])
    page.locator("[data-signed-form]").wait_for(state="detached")


def test_the_signed_half_is_sent_and_checked(page, live_server, oak):
    scan(page, live_server, holdout.good_qr(oak).text)

    expect(page.get_by_text(GENUINE)).to_be_visible()
    expect(page.locator("h1")).to_have_text("Member", use_inner_text=True)
    assert "#" not in page.url
    assert page.complaints == []


def test_a_changed_half_turns_the_page_red(page, live_server, oak):
    scan(page, live_server, holdout.tampered_qr(oak).text)

    expect(page.locator("h1")).to_have_text("Not genuine", use_inner_text=True)
    expect(page.locator(".verdict-no")).to_be_visible()
    assert page.title().startswith("Not genuine")
    assert page.get_by_text(GENUINE).count() == 0


def test_without_an_answer_what_was_looked_up_stays(page, live_server, oak):
    page.route(
        "**/v/*",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.goto(live_server.url + "/v/" + holdout.good_qr(oak).text.partition("/v/")[2])
    page.get_by_text("The signature could not be checked just now").wait_for()

    expect(page.locator("h1")).to_have_text("Member", use_inner_text=True)
    assert page.get_by_text(GENUINE).count() == 0


def test_the_page_works_without_script(browser, live_server, oak):
    with page_of(browser, LOOKS[0], java_script_enabled=False) as page:
        page.goto(live_server.url + "/v/" + holdout.good_qr(oak).text.partition("/v/")[2])

        expect(page.locator("h1")).to_have_text("Member", use_inner_text=True)
        page.goto(live_server.url + "/verify/")
        assert page.get_by_role("button", name="Use the camera").count() == 0
        expect(page.get_by_role("button", name="Check")).to_be_visible()


@pytest.mark.parametrize("kind", ["json", "png"])
def test_a_dropped_file_is_checked(page, live_server, oak, kind):
    text = (holdout.good_file if kind == "json" else holdout.good_qr)(oak).text
    content = text.encode() if kind == "json" else qr.png(text)
    page.goto(live_server.url + "/verify/")
    with page.expect_navigation(wait_until="load"):
        page.evaluate(DROP, [f"card.{kind}", "", base64.b64encode(content).decode()])

    expect(page.locator("h1")).to_have_text("Member", use_inner_text=True)
    expect(page.get_by_text(GENUINE)).to_be_visible()
    assert page.complaints == []


def test_hidden_controls_are_not_seen(page, live_server, db):
    page.goto(live_server.url + "/verify/")

    assert page.get_by_role("button", name="Turn the camera off").count() == 0


def test_the_description_of_the_api_is_drawn_from_here(page, live_server, db):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + "/api/docs/")
    page.get_by_text("/credentials/verify").first.wait_for()

    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
    assert page.complaints == []
