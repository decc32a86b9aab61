"""Ethical cross-selling: read, ask for a code, use it up in the shop, see what was given and the sums."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.tour.pages import press, reads


def agree(page: Page) -> None:
    reads(page, "15 %")


def code(page: Page) -> None:
    press(page, "Get the code")
    reads(page, "Your code is ready")


def order(page: Page) -> None:
    press(page, "Only check the code")
    reads(page, "The code is good")
    press(page, "Order with this code")
    reads(page, "The code is used up by order")
    press(page, "Order with this code")
    reads(page, "This code was used for another order already.")


def given(page: Page) -> None:
    reads(page, "15 % off a week in a cottage")
    expect(page.locator("main")).not_to_contain_text("Rosa")


def sums(page: Page) -> None:
    reads(page, "Five Strings Music Co-op")
    reads(page, "£5")


ACTS = {"agree": agree, "code": code, "order": order, "given": given, "sums": sums}
