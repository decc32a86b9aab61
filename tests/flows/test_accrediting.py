"""A co-op asks, two others vouch, two people of a federation decide, and its network is one signature away."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from tests.flows.signing_in import sign_in_at_office
from tests.support.browser import DESK, Look, page_of

pytestmark = [pytest.mark.flow, pytest.mark.browser]
BO, INES = "bo@oak.example.org", "ines@elm.example.org"
ADA, DELE, SAM = "ada@ash.example.org", "dele@commons.example.org", "sam@commons.example.org"
NETWORK = "Commons Card"
PUBLISHED_WITHIN = 20


@pytest.fixture
def federation(portal):
    portal.act("open", slug="ash", name="Ash Tools", prefix="ASH", steward=ADA)
    portal.act("open", slug="commons", name="Commons Federation", prefix="COM", steward=DELE)
    portal.act("federate", slug="commons", second=SAM)


@pytest.fixture
def at_desk_of(browser, portal):
    """Somebody's own window, signed in by the code from the mail."""

    @contextmanager
    def opened(email):
        with page_of(browser, Look("light", DESK), base_url=portal.origin) as page:
            page.set_default_timeout(30_000)
            sign_in_at_office(portal, page, email)
            yield page
            assert page.complaints == []

    return opened


def ask(page):
    page.goto("/c/oak/staff/accreditation/")
    page.get_by_role("link", name="Ask for accreditation").click()
    page.get_by_label("Registered name").fill("Oak Street Food Co-operative Limited")
    page.get_by_label("Registration number").fill("IP 1")
    page.get_by_label("Where it is registered").fill("Mutuals Public Register")
    page.get_by_label("Country of the register").fill("GB")
    page.get_by_label("A co-op that its members own").check()
    page.get_by_label("Consumer").check()
    page.get_by_label("First co-op that vouches for you").select_option("Elm Books")
    page.get_by_label("Second co-op that vouches for you").select_option("Ash Tools")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("Two people of Commons Federation decide").wait_for()


def vouch(page, slug):
    page.goto(f"/c/{slug}/staff/accreditation/")
    page.get_by_role("link", name="Oak Street Food Co-op").click()
    page.get_by_label("How do you know them?").fill("We share a van.")
    page.get_by_role("button", name="Vouch for them").click()
    page.get_by_text("You vouch for them.").wait_for()


def open_review(page):
    page.goto("/c/commons/staff/accreditations/")
    page.get_by_role("link", name="Oak Street Food Co-op").click()


def propose(page):
    open_review(page)
    page.get_by_role("link", name="Accredit", exact=True).click()
    page.get_by_label("Two co-ops vouch for it").check()
    page.get_by_role("button", name="Propose to accredit").click()
    page.get_by_text("You proposed this. Another owner decides.").wait_for()
    assert page.get_by_role("button", name="Confirm").count() == 0


def confirm(page):
    open_review(page)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_text("Decided. The co-op gets an email.").wait_for()


def publish_network(page):
    """The federation's terms, which it is no part of: five per cent off for members of everybody in it."""
    page.goto("/c/commons/staff/networks/new/")
    page.get_by_label("Name of the network").fill(NETWORK)
    page.get_by_label("Your co-op is part of it").uncheck()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Consumer").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("A discount").check()
    page.get_by_label("Per cent off").fill("5")
    for _step in range(3):
        page.get_by_role("button", name="Continue").click()
    page.get_by_role("heading", name="Check the agreement").wait_for()
    page.locator("main form button.button-primary").last.click()
    page.get_by_text("The network is open.").wait_for()


def join_network(page, slug):
    page.goto(f"/c/{slug}/staff/partners/")
    page.get_by_role("link", name=NETWORK).click()
    page.get_by_role("button", name="Sign and join").click()
    page.get_by_text("You are in.").wait_for()


def test_two_people_of_a_federation_accredit_a_co_op(portal, federation, at_desk_of, window):
    with at_desk_of(BO) as page:
        ask(page)
    for email, slug in ((INES, "elm"), (ADA, "ash")):
        with at_desk_of(email) as page:
            vouch(page, slug)
    with at_desk_of(DELE) as page:
        propose(page)
    window.goto("/c/oak/")
    expect(window.get_by_text("Not accredited")).to_be_visible()

    with at_desk_of(SAM) as page:
        confirm(page)

    def is_marked():
        window.goto("/c/oak/")
        return window.get_by_text("Accredited by Commons Federation until").is_visible()

    portal.processes.wait_for("the mark", is_marked, PUBLISHED_WITHIN)
    window.get_by_role("link", name="Trust list of Commons Federation").click()
    window.wait_for_url("**/trust-list/")

    def is_listed():
        window.reload()
        return window.get_by_text("Oak Street Food Co-operative Limited").is_visible()

    # The word holds by itself; the list is signed after it.
    portal.processes.wait_for("the list", is_listed, PUBLISHED_WITHIN)
    expect(window.get_by_text("Two co-ops vouch for it")).to_be_visible()

    with at_desk_of(DELE) as page:
        publish_network(page)
    for email, slug in ((BO, "oak"), (ADA, "ash")):
        with at_desk_of(email) as page:
            join_network(page, slug)
    window.goto("/c/ash/")
    expect(window.locator("main")).to_contain_text("Oak Street Food Co-op", use_inner_text=True)
