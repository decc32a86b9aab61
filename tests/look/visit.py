"""A person at the browser: signs in, goes somewhere, fills in, presses; every answer is remembered."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.test import Client
from django.urls import resolve, reverse
from playwright.sync_api import Browser, CDPSession, Locator, Page, Response

from tenants.models import User
from tests.support.browser import HEIGHTS, LOOKS, Look, scrolls_sideways, violations
from tests.walls import world as worlds

# A document that is asked for its animations works out first what theme and width ask of it. Colours
# that are still on their way to the other theme are no fault of the page; what inherits them follows.
SETTLE = """() => {
    for (let turn = 0; turn < 50; turn++) {
        const moving = document.getAnimations();
        if (moving.length === 0) return true;
        moving.forEach((each) => each.finish());
    }
    return false;
}"""
VISITS_OF_A_PROCESS = 8
_CLOSED = count(1)
# A folder for a picture of every page in every state: LOOK_PICTURES=/tmp/look pytest tests/look
PICTURES = os.environ.get("LOOK_PICTURES")


@contextmanager
def window(browser: Browser) -> Iterator[Page]:
    """One for all visits: opening one takes longer than looking at a page."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


class Visit:
    """`world` has Oak and Elm, who recognise one another, and Ash, who knows neither and has nothing.

    The window is everybody's: whatever a visit changes in it, `close` puts back.
    """

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.complaints: list[str] = []
        self.status = 0
        self._tools: list[CDPSession] = []
        self._dress(LOOKS[0])
        self._listeners: tuple[tuple[Any, Callable[[Any], None]], ...] = (
            ("response", self._answered),
            ("pageerror", lambda error: self.complaints.append(str(error))),
            ("console", self._said),
        )
        for event, listener in self._listeners:
            page.on(event, listener)

    def close(self) -> None:
        for tools in self._tools:
            tools.detach()
        self.page.unroute_all()
        # From a blank page Chromium begins a new process for the next, which takes long; one that has shown
        # many pages has grown to a gigabyte and takes longer still.
        blank = next(_CLOSED) % VISITS_OF_A_PROCESS == 0
        self.page.goto("about:blank" if blank else f"{self.origin}/accessibility/")
        self.page.context.clear_cookies()
        self.page.context.clear_permissions()
        for event, listener in self._listeners:
            self.page.remove_listener(event, listener)

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
        self.page.context.add_cookies(
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
        self.follow(found.first)

    def follow(self, link: Locator) -> None:
        """Whatever page stands behind it: a click alone does not wait for it."""
        with self.page.expect_navigation(wait_until="load"):
            link.click()

    def send_nothing(self, form: str = "main form[method=post]") -> None:
        """Send a form as it stands, past the browser's own checks."""
        with self.page.expect_navigation(wait_until="load"):
            self.page.locator(form).first.evaluate(
                "(form) => { form.noValidate = true; (form.querySelector('button:not([type=button])') ?? form).click() }"
            )

    def tools(self) -> CDPSession:
        """The browser's own tools, as for a key that it pretends to have."""
        self._tools.append(self.page.context.new_cdp_session(self.page))
        return self._tools[-1]

    @property
    def route(self) -> str:
        return resolve(urlsplit(self.page.url).path).view_name

    def look(self, look: Look, name: str) -> list[str]:
        """What is wrong with the page that stands there, seen in this theme at this width."""
        self._dress(look)
        settled = self.page.evaluate(SETTLE)
        if PICTURES:
            path = Path(PICTURES) / f"{name}-{look}.png".replace(":", "-").replace(" ", "-")
            self.page.screenshot(path=path, full_page=True)
        # The theme changes colours and nothing else, so at night only the rules about colour can differ.
        faults = violations(self.page, only_colours=look.theme == "dark")
        if not settled:
            faults.append("does not come to rest")
        if scrolls_sideways(self.page):
            faults.append("scrolls sideways")
        return [f"{look}: {fault}" for fault in faults]

    def _dress(self, look: Look) -> None:
        self.page.emulate_media(color_scheme="dark" if look.theme == "dark" else "light")
        self.page.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})

    def _answered(self, response: Response) -> None:
        request = response.request
        if request.is_navigation_request() and request.frame == self.page.main_frame:
            self.status = response.status

    def _said(self, line: Any) -> None:
        """A page that is refused on purpose is no complaint; anything it loads is."""
        own = urlsplit(line.location.get("url", "")).path == urlsplit(self.page.url).path
        if line.type in {"error", "warning"} and not (own and "Failed to load" in line.text):
            self.complaints.append(f"{line.text} ({line.location.get('url', '')})")
