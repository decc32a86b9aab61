"""The tour of a running portal, walked in a real browser by its own links: `walk.py http://localhost:8000`.

Every step begins with the tour's own button and ends back on the story's page with its tick, which the portal
gives only for a recorded fact. Each story is walked twice, because it must be repeatable.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.support.browser import DESK, Look, chromium, page_of
from tests.tour import door, federation, selling, visiting
from tests.tour.pages import PATIENCE

STORIES: dict[str, dict[str, Callable[[Page], None]]] = {
    "reciprocal-membership": visiting.ACTS,
    "cross-selling": selling.ACTS,
    "at-the-door": door.ACTS,
    "federation": federation.ACTS,
}
TIMES = 2


def walk(page: Page, story: str) -> None:
    for step, act in STORIES[story].items():
        began = time.monotonic()
        page.locator(f"[data-step={step}]").click(timeout=PATIENCE)
        act(page)
        page.get_by_role("link", name="The tour", exact=True).click()
        expect(page.locator(f'[data-done="{step}:yes"]')).to_be_visible(timeout=PATIENCE)
        print(f"    {step:<8} done, {time.monotonic() - began:4.1f} s", flush=True)


def begin(page: Page, story: str, *, again: bool) -> None:
    page.goto("/demo/")
    page.locator(f"[data-story={story}]").click()
    if again:
        page.locator("[data-restart]").click()
    expect(page.locator(".tour > li").first).to_be_visible()
    assert page.locator('[data-done$=":yes"]').count() == 0, "a new walk begins with no tick"


def main() -> None:
    origin, started = sys.argv[1], time.monotonic()
    with chromium() as browser, page_of(browser, Look("light", DESK), base_url=origin) as page:
        for number in range(1, TIMES + 1):
            for story in STORIES:
                began = time.monotonic()
                print(f"  {story}, walk {number} of {TIMES}:", flush=True)
                try:
                    begin(page, story, again=number > 1)
                    walk(page, story)
                except BaseException:
                    page.screenshot(path="/tmp/tour-failed.png", full_page=True)
                    said = page.locator("h1").all_inner_texts()
                    print(f"Stopped at {page.url}: {said}", flush=True)
                    raise
                print(f"  {time.monotonic() - began:.0f} s", flush=True)
        assert page.complaints == [], page.complaints
    steps = sum(map(len, STORIES.values()))
    took = time.monotonic() - started
    print(
        f"All {steps} steps of {len(STORIES)} stories, by the tour's own links, twice: {took:.0f} s."
    )


if __name__ == "__main__":
    main()
