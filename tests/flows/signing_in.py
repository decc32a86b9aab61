"""The way in: an address, the code from the mail, and for whoever works at a co-op the code of an app."""

from __future__ import annotations

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Page

from tests.support.portal import Portal, code_in

CODE = "code to sign in"  # in its subject; other letters may arrive meanwhile
PERIOD = 30
# What the apps of all people know: by portal and address, the secret and which of its codes were typed in.
_apps: dict[tuple[str, str], tuple[str, set[int]]] = {}


def sign_in(portal: Portal, window: Page, email: str) -> None:
    window.goto("/accounts/login/")
    enter_code(portal, window, email)


def sign_in_at_office(portal: Portal, window: Page, email: str) -> None:
    """As whoever works there does it: the first time with setting up an app, on the page that asks for one."""
    sign_in(portal, window, email)
    if (portal.origin, email) not in _apps:
        set_up_app(portal, window, email)


def set_up_app(portal: Portal, window: Page, email: str) -> None:
    """From the page that says why, by way of the recovery codes, back to where one was going."""
    window.goto("/accounts/second-proof/?next=/me/")
    window.get_by_role("link", name="Set up an app").click()
    secret = window.get_by_label("Authenticator secret").input_value()
    _apps[portal.origin, email] = (secret, set())
    window.locator("main input[name=code]").fill(_shown(portal, email))
    window.get_by_role("button", name="Activate").click()
    window.get_by_role("heading", name="Recovery Codes").wait_for()
    window.get_by_role("link", name="Go on").click()
    window.wait_for_url("**/me/**")


def enter_code(portal: Portal, window: Page, email: str) -> None:
    """From the page that asks for an address to whatever was wanted."""
    before = len(portal.mails(email, CODE))
    window.locator("input[name=email]").fill(email)
    window.get_by_role("button", name="Send code").click()
    window.locator("input[name=code]").fill(code_in(portal.mail(email, CODE, after=before)))
    window.get_by_role("button", name="Sign in").click()
    if (portal.origin, email) in _apps:
        window.wait_for_url("**/2fa/authenticate/**")
        window.locator("main input[name=code]").fill(_shown(portal, email))
        window.get_by_role("button", name="Sign In").click()
    window.wait_for_url(lambda address: "/accounts/" not in address)


def _shown(portal: Portal, email: str) -> str:
    """A code counts once. The one before and the one after count as well, and then one waits."""
    secret, typed = _apps[portal.origin, email]
    while True:
        now = int(time.time()) // PERIOD
        for counter in (now, now + 1, now - 1):
            if counter not in typed:
                typed.add(counter)
                return format_hotp_value(hotp_value(secret, counter))
        time.sleep(1)
