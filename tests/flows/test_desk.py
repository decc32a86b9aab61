"""At the door: a phone is paired in the office, sees a printed card with its camera, and gives with one tap."""

from __future__ import annotations

import pytest

from tests.flows.paper import codes_on
from tests.flows.signing_in import sign_in
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
        page.set_default_timeout(15_000)
        page.film = film
        yield page
        assert page.complaints == []


def hold_out(phone, text):
    camera.hold(phone.film, text)
    phone.goto("/desk/")
    phone.wait_for_url("**/desk/r/**")
    return phone.locator("h1").inner_text()


def test_a_partners_member_is_known_at_the_door_and_given_what_was_agreed(portal, window, phone):
    portal.act("open", slug="fig", name="Fig Tree Tools", prefix="FIG", steward=STEWARD)
    portal.act("agree", slug="fig", partner="oak", title=TITLE)
    address = "lena.okafor@example.org"
    made = portal.act("join", slug="oak", name="Lena Okafor", email=address)
    [code] = codes_on(attachment_of(portal.mail(address, "card")))

    sign_in(portal, window, STEWARD)
    window.goto("/c/fig/staff/")
    window.get_by_role("link", name="Desks").click()
    window.get_by_label("Where is the desk?").fill("Front desk")
    window.get_by_role("button", name="Add and show the pairing code").click()
    pairing = window.get_by_role("link", name="Use this device instead").get_attribute("href")
    phone.goto(pairing)
    phone.get_by_role("button", name="Pair this device").click()
    phone.wait_for_url("**/desk/")
    window.get_by_text("A device is paired").wait_for()

    assert hold_out(phone, code) == "Member"
    assert "Member of Oak Street Food Co-op · L. O." in phone.locator("main").inner_text()
    camera.hold(phone.film)
    phone.get_by_role("button", name=f"Give {TITLE}").click()
    phone.get_by_role("heading", name="Given").wait_for()
    phone.goto("/desk/")
    assert hold_out(phone, code) == "Used already"

    portal.act("change", slug="oak", membership=made["membership"], how="suspend")
    portal.processes.wait_for(
        "a card that is suspended", lambda: hold_out(phone, code) == "Not in good standing", 20
    )
