"""What every act on a page needs."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

PATIENCE = 60_000  # milliseconds, for what workers do meanwhile


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """The button or link of this name on the page itself."""
    main = page.locator("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()


def reads(page: Page, text: str) -> None:
    expect(page.locator("main")).to_contain_text(text)


def origin_of(page: Page) -> str:
    found = re.match(r"https?://[^/]+", page.url)
    assert found
    return found[0]
