"""A co-op registers its interest: in the browser, confirmed from the mail, and deleted by the link in it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.support.portal import link_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]
ADDRESS = "ada@brook.example.org"
HOPES = "A card that the mill accepts too."


def test_a_cooperative_registers_confirms_and_has_it_deleted(portal, window):
    window.goto("/interest/")
    window.get_by_label("A co-op", exact=True).check()
    window.get_by_label("Name of the co-op").fill("Brook Lane Bakery")
    window.get_by_label("Your name").fill("Ada Marsh")
    window.get_by_label("Country").select_option("GB")
    window.get_by_label("Sector").select_option("food")
    window.get_by_label("Be a participating co-op").check()
    window.get_by_label("What do you hope for?").fill(HOPES)
    window.get_by_label("Email address").fill(ADDRESS)
    window.get_by_label("You may contact me about this.").check()
    window.get_by_role("button", name="Send", exact=True).click()
    window.get_by_role("heading", name="Look into your mailbox").wait_for()

    asked = portal.mail(ADDRESS, "confirm")
    window.goto(link_in(asked, "/interest/"))
    expect(window.locator("main")).to_contain_text(HOPES, use_inner_text=True)
    window.get_by_role("button", name="Yes, put me on the list").click()
    window.get_by_role("heading", name="You are on our list").wait_for()

    thanks = portal.mail(ADDRESS, "list")
    assert HOPES not in asked.as_string() + thanks.as_string()
    assert len(portal.mails(ADDRESS)) == 2
    window.goto(link_in(thanks, "/interest/"))
    window.get_by_role("link", name="Delete what I told you").click()
    window.get_by_role("button", name="Delete everything").click()
    window.get_by_role("heading", name="It is deleted").wait_for()
