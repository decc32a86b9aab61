"""Headless Chromium from the system's packages, and axe on whatever page it shows."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType, Page, expect, sync_playwright

from tests.requirements_plugin import BROWSERS

AXE = Path(__file__).resolve().parent.parent / "vendor" / "axe-core" / "axe.min.js"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP *.test 127.0.0.1",  # portals of tests, behind fronts of their own
]
PHONE, DESK = 390, 1280
# A click goes on as soon as the next page has begun to arrive: what it shows is waited for with `expect`, never asked
# at once, and for longer than a busy machine takes.
expect.set_options(timeout=20_000)
HEIGHTS = {PHONE: 844, DESK: 900}


@dataclass(frozen=True)
class Look:
    """How a page is looked at: theme and width."""

    theme: str
    width: int

    def __str__(self) -> str:
        return f"{self.theme}-{self.width}"


# In this order, because giving a page another width costs more than giving it another theme.
LOOKS = [Look("light", PHONE), Look("dark", PHONE), Look("dark", DESK), Look("light", DESK)]
# `make test` (LOOKS=first) looks at a filled page on a phone by day and on a desk by night, and at an empty one on a
# phone by day; `make rest` (LOOKS=rest) so at the other states. `make deep` (neither) has all four of all.
FIRST = {
    "filled": [look for look in LOOKS if (look.theme == "dark") == (look.width == DESK)],
    "empty": LOOKS[:1],
}


def chosen(state: str) -> list[Look]:
    first = FIRST.get(state, [])
    rest = [] if first else LOOKS[:1]
    return {"": LOOKS, "first": first, "rest": rest}[os.environ.get("LOOKS", "")]


@contextmanager
def chromium(*flags: str) -> Iterator[Browser]:
    """The system's browser; nothing is downloaded."""
    with sync_playwright() as driver, launched(driver.chromium, *flags) as browser:
        yield browser


@contextmanager
def launched(driver: BrowserType, *flags: str) -> Iterator[Browser]:
    """One more browser of a driver that runs: for flags that the shared one does not have."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, "tests with a browser carry the mark `browser`"
    browser = driver.launch(executable_path=found, args=[*QUIET, *flags])
    try:
        yield browser
    finally:
        browser.close()


@contextmanager
def page_of(browser: Browser, look: Look, **options: Any) -> Iterator[Page]:
    """A fresh window; what it complains of on the console is kept as `page.complaints`."""
    context = browser.new_context(
        color_scheme="dark" if look.theme == "dark" else "light",
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
        reduced_motion="reduce",
        **options,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.complaints = complaints  # type: ignore[attr-defined]  # -- ours, beside playwright's
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None,
    )
    try:
        yield page
    finally:
        context.close()


AUDIT = """async (only) => {
    const found = await axe.run(document, {
        resultTypes: ['violations'],
        iframes: false,
        preload: document.querySelector('audio, video') !== null,
        ...(only && {runOnly: only}),
    });
    return {passes: found.passes.length, violations: found.violations};
}"""


def violations(page: Page, *, only_colours: bool = False) -> list[str]:
    """What axe finds against WCAG 2.2 A and AA and its best practices, one line per element.

    Only the verdicts leave the page, and files are loaded beforehand only for what may make a sound:
    either would take longer than the looking. A frame is another page, which axe is not in.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(AUDIT, ["color-contrast", "link-in-text-block"] if only_colours else None)
    assert found["passes"], "axe looked at nothing"
    return [
        f"{rule['id']}: {' '.join(node['target'])} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def scrolls_sideways(page: Page) -> bool:
    return bool(
        page.evaluate(
            "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )
    )
