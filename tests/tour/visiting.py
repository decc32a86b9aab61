"""Reciprocal membership: join, approve, mail, card, check, visit, end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.tour.pages import PATIENCE, origin_of, press


def join(page: Page) -> None:
    page.get_by_label("Yes, show my name").check()
    page.locator("#id_accept").check()
    page.locator("#id_of_age").check()
    press(page, "Send application")
    expect(page.locator("h1")).to_have_text("Enter the code")
    page.get_by_label("Code from the email").fill(code_in_the_newest_mail(page))
    press(page, "Confirm and send")
    expect(page.locator("h1")).to_have_text("Application sent")


def code_in_the_newest_mail(page: Page) -> str:
    """Read in a second window, as a person would."""
    to = page.locator("main strong").first.inner_text()
    mails = page.context.new_page()
    deadline = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < deadline:
        mails.goto(f"{origin_of(page)}/dev/mail/?q={to}")
        found = mails.locator("main tbody a").first
        if found.count():
            found.click()
            text = mails.locator(".mail-text").inner_text()
            mails.close()
            code = re.search(r"^\s*(\d{6})\s*$", text, re.MULTILINE)
            assert code, f"no code in {text!r}"
            return code[1]
        time.sleep(0.5)
    raise AssertionError(f"no mail to {to}")


def approve(page: Page) -> None:
    new = page.get_by_label("No, this is somebody new")
    if new.count():  # somebody of a like name is on the register
        new.check()
    press(page, "Approve and send card")
    expect(page.locator("body")).to_contain_text("Undo")


def mail(page: Page) -> None:
    expect(page.locator("h1")).to_contain_text("card")
    expect(page.locator("main")).to_contain_text(".pdf")


def card(page: Page) -> None:
    expect(page.get_by_role("link", name="Show at the desk")).to_be_visible()


def verify(page: Page) -> None:
    expect(page.locator("main")).to_contain_text("This membership is good today.")


def present(page: Page) -> None:
    press(page, "Show my card")
    press(page, re.compile("Share my card from Green Valley"))
    expect(page.locator("main")).to_contain_text("Welcome")
    expect(page.get_by_role("link", name="Open my cards")).to_be_visible(timeout=PATIENCE)


def end(page: Page) -> None:
    press(page, re.compile("^End"))
    page.get_by_label("Resigned").check()
    page.get_by_label("Today, at once").check()
    page.locator("main form[method=post] button").first.click()


ACTS: dict[str, Callable[[Page], None]] = {
    "join": join,
    "approve": approve,
    "mail": mail,
    "card": card,
    "verify": verify,
    "present": present,
    "end": end,
}
