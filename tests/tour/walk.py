"""The tour of a running portal, walked in a real browser by its own links: `walk.py http://localhost:8000`.

Every step begins with the tour's own button and ends back on `/demo/` with its tick, which the portal gives
only for a recorded fact. Walked twice, because it must be repeatable.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.support.browser import DESK, Look, chromium, page_of

STEPS = ("join", "approve", "mail", "card", "verify", "present", "end")
PATIENCE = 60_000  # milliseconds, for what workers do meanwhile
TIMES = 2


def press(page: Page, name: str | re.Pattern[str]) -> None:
    """The button or link of this name on the page itself."""
    main = page.locator("main")
    main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name)).first.click()


def join(page: Page) -> None:
    page.get_by_label("Yes, show my name").check()
    page.locator("#id_accept").check()
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


def origin_of(page: Page) -> str:
    found = re.match(r"https?://[^/]+", page.url)
    assert found
    return found[0]


def walk(page: Page) -> None:
    for step in STEPS:
        began = time.monotonic()
        page.locator(f"[data-step={step}]").click(timeout=PATIENCE)
        ACTS[step](page)
        page.get_by_role("link", name="Choose who you are").click()
        expect(page.locator(f'[data-done="{step}:yes"]')).to_be_visible(timeout=PATIENCE)
        print(f"  {step:<8} done, {time.monotonic() - began:4.1f} s", flush=True)


def main() -> None:
    origin = sys.argv[1]
    with chromium() as browser, page_of(browser, Look("light", DESK), base_url=origin) as page:
        for number in range(1, TIMES + 1):
            print(f"The tour, walk {number} of {TIMES}:", flush=True)
            page.goto("/demo/")
            if number > 1:
                page.locator("[data-step=again]").click()
            assert page.locator('[data-done$=":yes"]').count() == 0, (
                "a new walk begins with no tick"
            )
            try:
                walk(page)
            except BaseException:
                page.screenshot(path="/tmp/tour-failed.png", full_page=True)
                print(f"Stopped at {page.url}: {page.locator('h1').all_inner_texts()}", flush=True)
                raise
        assert page.complaints == [], page.complaints
    print("All seven steps, by the tour's own links.")


if __name__ == "__main__":
    main()
