"""At the door: pair a desk, show the card, give once, be refused, take it back, see the sums."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.tour.pages import press, reads


def pair(page: Page) -> None:
    press(page, "Use this device instead")
    press(page, "Pair this device")
    page.wait_for_url("**/desk/")


def show(page: Page) -> None:
    expect(page.get_by_role("img").first).to_be_visible()


def give(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Member")
    reads(page, "Member of Hillside Tool Library")
    page.get_by_label("Adults").fill("2")
    press(page, re.compile("ive Film night for two"))
    expect(page.locator("h1")).to_have_text("Given")


def again(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Used already")
    reads(page, "Read the sentence aloud.")


def undo(page: Page) -> None:
    press(page, "Undo")
    expect(page.locator("h1")).to_have_text("Member")


def sums(page: Page) -> None:
    expect(page.locator("h1")).to_have_text("Sums by co-op")
    expect(page.locator("main")).not_to_contain_text("Amara")


ACTS = {"pair": pair, "show": show, "give": give, "again": again, "undo": undo, "sums": sums}
