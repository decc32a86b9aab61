"""How two co-ops come to an agreement: one proposes, step by step, the other reads and accepts."""

from __future__ import annotations

from playwright.sync_api import Page

DAYS = "60"
SENTENCES = "section.card p"


def propose(desk: Page, *, home: str, partner: str) -> list[str]:
    """From the list of partners through every step; answers with the sentences that were signed."""
    desk.goto(f"/c/{home}/staff/partners/")
    desk.get_by_role("link", name="Propose an agreement").click()

    desk.get_by_role("heading", level=1, name="Which co-op do you want to agree with?").wait_for()
    desk.get_by_label(partner, exact=True).check()
    go_on(desk)

    desk.get_by_role("heading", level=1, name=f"What members of {partner} get from you").wait_for()
    welcome_consumers(desk)
    desk.get_by_label("Visiting member", exact=True).check()
    go_on(desk)

    desk.get_by_role("heading", level=1, name=f"What your members get from {partner}").wait_for()
    welcome_consumers(desk)
    go_on(desk)

    desk.get_by_role("heading", level=1, name="From when until when?").wait_for()
    go_on(desk)

    desk.get_by_role("heading", level=1, name="Check the agreement").wait_for()
    signed = desk.locator(SENTENCES).all_inner_texts()
    desk.get_by_role("button", name="Sign and send the proposal").click()
    desk.get_by_text(f"The proposal is on its way to {partner}.").wait_for()
    return signed


def welcome_consumers(desk: Page) -> None:
    desk.get_by_label("Consumer", exact=True).check()
    desk.get_by_label("How long a visit lasts").fill(DAYS)


def go_on(desk: Page) -> None:
    desk.get_by_role("button", name="Continue").click()


def accept(desk: Page, proposal: str) -> list[str]:
    """At the address from the letter; answers with the sentences that were read before."""
    desk.goto(proposal)
    desk.get_by_text("It is in force as soon as you accept.").wait_for()
    read = desk.locator(SENTENCES).all_inner_texts()
    desk.get_by_role("button", name="Accept the agreement").click()
    desk.get_by_text("The agreement is in force.").wait_for()
    return read
