"""The way in: an address, and the code from the mail."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.portal import Portal, code_in

CODE = "code to sign in"  # in its subject; other letters may arrive meanwhile


def sign_in(portal: Portal, window: Page, email: str) -> None:
    window.goto("/accounts/login/")
    enter_code(portal, window, email)


def enter_code(portal: Portal, window: Page, email: str) -> None:
    """From the page that asks for an address to whatever was wanted."""
    before = len(portal.mails(email, CODE))
    window.locator("input[name=email]").fill(email)
    window.get_by_role("button", name="Send code").click()
    window.locator("input[name=code]").fill(code_in(portal.mail(email, CODE, after=before)))
    window.get_by_role("button", name="Sign in").click()
    window.wait_for_url(lambda address: "/accounts/" not in address)
