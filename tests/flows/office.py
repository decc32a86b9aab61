"""Who works at the co-ops, and what the steward does about a membership, as it is clicked."""

from __future__ import annotations

from playwright.sync_api import Page

STEWARD = "bo@oak.example.org"
PARTNERSHIPS = {"oak": "pia@oak.example.org", "elm": "lev@elm.example.org"}


def suspend(desk: Page, name: str) -> None:
    _begin(desk, name, "Suspend")
    desk.get_by_label("Reason").fill("The share was not paid.")
    desk.get_by_role("button", name="Suspend", exact=True).click()
    desk.get_by_text("Suspended. The card says so within a minute.").wait_for()


def restore(desk: Page, name: str) -> None:
    _begin(desk, name, "Restore")
    desk.get_by_role("button", name="Restore", exact=True).click()
    desk.get_by_text("Restored. The same card works again.").wait_for()


def end(desk: Page, name: str) -> None:
    _begin(desk, name, "End")
    desk.get_by_label("Resigned").check()
    desk.get_by_label("Today, at once").check()
    desk.get_by_role("button", name="End the membership").click()
    desk.get_by_text("The membership has ended.").wait_for()


def _begin(desk: Page, name: str, step: str) -> None:
    desk.goto("/c/oak/staff/members/")
    desk.get_by_role("link", name=name).click()
    desk.get_by_role("link", name=step, exact=True).click()
