"""A steward accepts somebody in the browser, thinks again, and accepts for good: one card leaves."""

from __future__ import annotations

import time

import pytest

from tests.flows.applying import apply
from tests.flows.paper import codes_on
from tests.support.browser import PHONE, Look, page_of
from tests.support.portal import attachment_of, link_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]
UNDO_SECONDS = 10


@pytest.fixture
def phone(browser, portal):
    with page_of(browser, Look("dark", PHONE), base_url=portal.origin) as page:
        yield page


def approve(desk, name):
    desk.goto("/c/oak/staff/applications/")
    desk.get_by_role("link", name=name).click()
    desk.get_by_role("button", name="Approve and send card").click()
    desk.get_by_role("button", name="Undo").wait_for()


def test_an_approval_is_taken_back_and_then_sends_exactly_one_card(portal, window, steward, phone):
    """What was taken back would have left first; what comes is not older than the second click allows."""
    name, address = "Nadia Haddad", "nadia@example.org"
    apply(portal, window, name=name, email=address)
    so_far = len(portal.mails(address))

    approve(steward, name)
    steward.get_by_role("button", name="Undo").click()
    steward.get_by_role("button", name="Approve and send card").wait_for()
    assert len(portal.mails(address)) == so_far

    clicked = time.monotonic()
    approve(steward, name)
    letter = portal.mail(address, after=so_far)
    assert time.monotonic() - clicked > UNDO_SECONDS
    assert "card" in str(letter["Subject"])
    assert len(portal.mails(address)) == so_far + 1

    [code] = codes_on(attachment_of(letter))
    assert code.startswith(f"{portal.origin}/v/")
    phone.goto(link_in(letter, "/claim/"))
    phone.get_by_role("link", name="Show at the desk").click()
    phone.locator("img").first.wait_for()
    steward.wait_for_timeout(3000)
    assert len(portal.mails(address)) == so_far + 1
