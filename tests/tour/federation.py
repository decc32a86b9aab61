"""Co-op of co-ops: read the request, vouch twice, propose, confirm, read the list, join the network."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.tour.pages import press, reads


def ask(page: Page) -> None:
    reads(page, "Commonlands Federation")


def vouch(page: Page) -> None:
    page.get_by_label("How do you know them?").fill("We share a van.")
    press(page, "Vouch for them")
    reads(page, "You vouch for them.")


def propose(page: Page) -> None:
    page.locator("main").get_by_role("link", name="Accredit", exact=True).click()
    page.get_by_label("Two co-ops vouch for it").check()
    press(page, "Propose to accredit")
    reads(page, "You proposed this. Another owner decides.")


def confirm(page: Page) -> None:
    press(page, "Confirm")
    reads(page, "Decided. The co-op gets an email.")


def trust_list(page: Page) -> None:
    reads(page, "Two co-ops vouch for it")


def join(page: Page) -> None:
    press(page, "Sign and join")
    reads(page, "You are in.")


ACTS = {
    "ask": ask,
    "vouch": vouch,
    "second": vouch,
    "propose": propose,
    "confirm": confirm,
    "list": trust_list,
    "join": join,
}
