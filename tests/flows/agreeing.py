"""How two co-ops come to an agreement: one proposes, step by step, the other reads and accepts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

DAYS = "60"


def propose(
    desk: Page, *, home: str, partner: str, more: Callable[[Page], None] | None = None
) -> list[str]:
    """From the list of partners through every step; answers with the sentences that were signed.

    `more` is what the last page before the signature can add.
    """
    desk.goto(f"/c/{home}/staff/partners/")
    desk.get_by_role("link", name="Propose an agreement").click()

    _at(desk, "Which co-op do you want to agree with?")
    desk.get_by_label(partner, exact=True).check()
    _go_on(desk)
    signed = write(desk, partner, more)
    desk.get_by_text(f"The proposal is on its way to {partner}.").wait_for()
    return signed


def write(desk: Page, partner: str, more: Callable[[Page], None] | None = None) -> list[str]:
    """From who counts through every step until it is signed and sent; answers with the sentences."""
    _at(desk, "Whose membership counts?")
    for side in (f"Members of {partner} who count", f"Members of yours who count at {partner}"):
        desk.get_by_role("group", name=side).get_by_label("Consumer", exact=True).check()
    _go_on(desk)

    _at(desk, "What you give, and what you get")
    for side in (
        f"What members of {partner} get from you",
        f"What your members get from {partner}",
    ):
        gifts = desk.get_by_role("group", name=side)
        gifts.get_by_label("A visiting membership, without a vote").check()
        gifts.get_by_label("How long a visit lasts").fill(DAYS)
    _go_on(desk)

    _at(desk, "Limits")
    _go_on(desk)
    _at(desk, "From when until when?")
    _go_on(desk)

    _at(desk, "Check the agreement")
    if more is not None:
        more(desk)
        _at(desk, "Check the agreement")
    signed = _sentences(desk, "The agreement in words")
    desk.get_by_role("button", name="Sign and send the proposal").click()
    return signed


def add_code(desk: Page, title: str) -> None:
    """Fifteen per cent for members of the partner, by a code that is good for a month."""
    desk.locator("summary").filter(has_text="What you give, rule by rule").click()
    desk.get_by_role("link", name="A code for a web shop").first.click()
    _at(desk, "A code for a web shop")
    desk.get_by_label("Name", exact=True).fill(title)
    desk.get_by_label("Per cent off").fill("15")
    desk.get_by_label("Good for so many days").fill("30")
    desk.get_by_role("button", name="Keep these rules").click()


def accept(desk: Page, proposal: str) -> list[str]:
    """At the address from the letter; answers with the sentences that were read before."""
    desk.goto(proposal)
    read = sign(desk)
    desk.get_by_text("Everybody has signed.").wait_for()
    return read


def sign(desk: Page) -> list[str]:
    """On the page of a proposal."""
    desk.get_by_text("They have signed.").wait_for()
    read = _sentences(desk, "What all co-ops sign")
    desk.get_by_role("button", name="Accept the agreement").click()
    return read


def _at(desk: Page, heading: str) -> None:
    desk.get_by_role("heading", level=1, name=heading).wait_for()


def _go_on(desk: Page) -> None:
    desk.get_by_role("button", name="Continue").click()


def _sentences(desk: Page, part: str) -> list[str]:
    desk.wait_for_load_state()
    return desk.get_by_role("region", name=part).locator("p").all_inner_texts()
