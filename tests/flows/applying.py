"""The form as a person fills it in."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.support.portal import Portal, code_in


def apply(portal: Portal, window: Page, *, name: str, email: str) -> None:
    """From the co-op's page to the mail that it has the application."""
    before = len(portal.mails(email))
    window.goto("/c/oak/join/")
    window.locator("input[name=membership_class]").first.check()
    window.get_by_role("button", name="Continue").click()
    window.locator("input[name=name]").fill(name)
    window.locator("input[name=email]").fill(email)
    card_name = window.locator("input[name=name_on_card]")
    if not card_name.input_value():
        card_name.fill(name)
    window.get_by_role("button", name="Continue").click()
    window.locator("input[name=share_name][value=yes]").check()
    window.locator("input[name=accept]").check()
    window.get_by_role("button", name="Send application").click()
    window.locator("input[name=code]").fill(code_in(portal.mail(email, after=before)))
    window.get_by_role("button", name="Confirm and send").click()
    window.get_by_role("link", name="See where it stands").wait_for()
    portal.mail(email, after=before + 1)
