"""A person at the browser: signs in, goes somewhere, fills in, presses; every answer is remembered."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Browser, Page, Response

from tenants.models import User
from tests.support.browser import HEIGHTS, LOOKS, Look, scrolls_sideways, violations
from tests.walls import world as worlds

SETTLE = """async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    document.getAnimations().forEach((each) => each.finish());
    await new Promise((done) => requestAnimationFrame(done));
}"""
# A folder for a picture of every page in every state: LOOK_PICTURES=/tmp/look pytest tests/look
PICTURES = os.environ.get("LOOK_PICTURES")


class Visit:
    """`world` has Oak and Elm, who recognise one another, and Ash, who knows neither and has nothing."""

    def __init__(self, browser: Browser, origin: str) -> None:
        self.origin = origin
        self.complaints: list[str] = []
        self.status = 0
        self._context = browser.new_context(
            viewport={"width": LOOKS[0].width, "height": HEIGHTS[LOOKS[0].width]},
            color_scheme="light",
            reduced_motion="reduce",
        )
        self.page: Page = self._context.new_page()
        self.page.on("response", self._answered)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._said)

    @cached_property
    def world(self) -> worlds.World:
        return worlds.build()

    def sign_in(self, user: User) -> None:
        client = Client()
        client.force_login(user)
        self.take_over(client)

    def take_over(self, client: Client) -> None:
        """Go on with the session of a test client."""
        name = settings.SESSION_COOKIE_NAME
        self._context.add_cookies(
            [{"name": name, "value": client.cookies[name].value, "url": self.origin}]
        )

    def go(self, route: str, **arguments: Any) -> None:
        """To a page by its name, or by its address where it begins with a slash."""
        self.page.goto(
            self.origin + (route if "/" in route else reverse(route, kwargs=arguments)),
            wait_until="load",
        )

    def press(self, name: str) -> None:
        """The button or link of that name on the page itself, and whatever page follows."""
        main = self.page.locator("main")
        found = main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        )
        with self.page.expect_navigation(wait_until="load"):
            found.first.click()

    def send_nothing(self, form: str = "main form[method=post]") -> None:
        """Send a form as it stands, past the browser's own checks."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(form).first.evaluate(
                "(form) => { form.noValidate = true; (form.querySelector('button:not([type=button])') ?? form).click() }"
            )

    @property
    def route(self) -> str:
        return resolve(urlsplit(self.page.url).path).view_name

    def look(self, look: Look, name: str) -> list[str]:
        """What is wrong with the page that stands there, seen in this theme at this width."""
        self.page.emulate_media(color_scheme="dark" if look.theme == "dark" else "light")
        self.page.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})
        # Colours that are still on their way to the other theme are no fault of the page.
        self.page.evaluate(SETTLE)
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{look}.png".replace(":", "-").replace(" ", "-")
            self.page.screenshot(path=path, full_page=True)
        # The theme changes colours and nothing else, so at night only the rules about colour can differ.
        faults = violations(self.page, only_colours=look.theme == "dark")
        if scrolls_sideways(self.page):
            faults.append("scrolls sideways")
        return [f"{look}: {fault}" for fault in faults]

    def close(self) -> None:
        self._context.close()

    def _answered(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.status = response.status

    def _said(self, line: Any) -> None:
        """A page that is refused on purpose is no complaint; anything it loads is."""
        own = urlsplit(line.location.get("url", "")).path == urlsplit(self.page.url).path
        if line.type in {"error", "warning"} and not (own and "Failed to load" in line.text):
            self.complaints.append(f"{line.text} ({line.location.get('url', '')})")
