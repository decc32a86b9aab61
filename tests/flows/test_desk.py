"""At the door: a phone is paired in the office, sees a printed card with its camera, and gives with one tap."""

from __future__ import annotations

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from tests.flows.paper import codes_on
from tests.flows.signing_in import sign_in, sign_in_at_office
from tests.support import camera
from tests.support.browser import PHONE, Look, page_of
from tests.support.portal import attachment_of

pytestmark = [pytest.mark.flow, pytest.mark.browser]
STEWARD = "fay@fig.example.org"
TITLE = "10 % off hire"


@pytest.fixture
def phone(browser, portal, tmp_path):
    """Whose camera sees what is held out to it."""
    film = tmp_path / "film.y4m"
    camera.hold(film)
    with (
        camera.with_camera(browser, film) as seeing,
        page_of(
            seeing, Look("light", PHONE), base_url=portal.origin, permissions=["camera"]
        ) as page,
    ):
        page.set_default_timeout(30_000)
        page.film = film
        yield page
        assert page.complaints == []


def hold_out(phone, text):
    """From elsewhere: an open desk would answer the card while it is being opened again."""
    phone.goto("about:blank")
    camera.hold(phone.film, text)
    phone.goto("/desk/", wait_until="commit")
    phone.wait_for_url("**/desk/r/**")
    return phone.locator("h1").inner_text()


def live_code(portal, window, address):
    """The code that the member's own screen shows at this moment."""
    window.context.clear_cookies()
    sign_in(portal, window, address)
    window.goto("/me/")
    window.get_by_role("link", name="Oak Street Food Co-op").first.click()
    window.get_by_role("link", name="Show at the desk").click()
    window.get_by_role("img").first.wait_for()
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(window.screenshot())))
    assert "live=" in found.text
    return found.text


def sums(portal, window, home):
    """What the office sees of this co-op's members: what was taken back is not among it."""
    window.context.clear_cookies()
    sign_in_at_office(portal, window, STEWARD)
    window.goto("/c/fig/staff/uses/by-co-op/")
    row = window.get_by_role("row").filter(has_text=home)
    return row.get_by_role("cell").all_inner_texts()


def pair(portal, window, phone):
    """The office adds the place, the phone follows its address."""
    sign_in_at_office(portal, window, STEWARD)
    window.goto("/c/fig/staff/")
    window.get_by_role("link", name="Desks").click()
    window.get_by_label("Where is the desk?").fill("Front desk")
    window.get_by_role("button", name="Add and show the pairing code").click()
    pairing = window.get_by_role("link", name="Use this device instead").get_attribute("href")
    phone.goto(pairing)
    phone.get_by_role("button", name="Pair this device").click()
    phone.wait_for_url("**/desk/")
    window.get_by_text("A device is paired").wait_for()


def give(phone):
    camera.hold(phone.film)
    phone.get_by_role("button", name=f"Give {TITLE}").click()
    phone.get_by_role("heading", name="Given").wait_for()
    return phone.url


def test_a_partners_member_is_known_at_the_door_and_given_what_was_agreed(portal, window, phone):
    portal.act("open", slug="fig", name="Fig Tree Tools", prefix="FIG", steward=STEWARD)
    portal.act("agree", slug="fig", partner="oak", title=TITLE)
    address = "lena.okafor@example.org"
    made = portal.act("join", slug="oak", name="Lena Okafor", email=address)
    [code] = codes_on(attachment_of(portal.mail(address, "card")))

    pair(portal, window, phone)

    assert hold_out(phone, code) == "Member"
    expect(phone.locator("main")).to_contain_text(
        "Member of Oak Street Food Co-op · L. O.", use_inner_text=True
    )
    given = give(phone)
    assert hold_out(phone, code) == "Used already"
    expect(phone.locator("main")).to_contain_text("Read the sentence aloud.", use_inner_text=True)
    phone.goto(given)
    phone.get_by_role("button", name="Undo").click()
    phone.get_by_role("heading", name="Member", exact=True).wait_for()

    text = live_code(portal, window, address)
    assert hold_out(phone, text) == "Member"
    expect(phone.locator("main")).to_contain_text("Live card", use_inner_text=True)
    give(phone)
    assert sums(portal, window, "Oak Street Food Co-op")[1:3] == ["1", "1"]

    portal.act("change", slug="oak", membership=made["membership"], how="suspend")
    portal.processes.wait_for(
        "a card that is suspended", lambda: hold_out(phone, code) == "Not in good standing", 20
    )
