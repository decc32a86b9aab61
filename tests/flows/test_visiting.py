"""Two co-ops agree, a member of one visits the other; what changes at home is seen there by looking.

All of it through the pages, each person in a window of their own, with hints off.
"""

from __future__ import annotations

import pytest

from tests.flows import agreeing, office
from tests.flows.office import PARTNERSHIPS
from tests.flows.signing_in import sign_in
from tests.support.portal import link_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]
LOOKED_WITHIN = 20


@pytest.fixture(scope="package")
def agreed(portal, at_desk):
    """What oak signed, and what elm read and signed after it."""
    signed = agreeing.propose(at_desk(PARTNERSHIPS["oak"]), home="oak", partner="Elm Books")
    letter = portal.mail(PARTNERSHIPS["elm"], "proposes an agreement")
    read = agreeing.accept(
        at_desk(PARTNERSHIPS["elm"]), link_in(letter, "/c/elm/staff/agreements/")
    )
    return signed, read


def test_both_co_ops_sign_the_same_sentences_and_hear_that_they_agree(portal, agreed):
    signed, read = agreed

    assert signed == read
    for guests, host in (
        ("Elm Books", "Oak Street Food Co-op"),
        ("Oak Street Food Co-op", "Elm Books"),
    ):
        words = f"may be visiting members of {host} for {agreeing.DAYS} days, without a vote."
        assert any(words in each and guests in each for each in signed), signed
    for partnerships in PARTNERSHIPS.values():
        portal.mail(partnerships, "is in force")


def test_a_visit_follows_the_membership_at_home(portal, window, at_desk, steward, agreed):
    name, address = "Tomas Reyes", "tomas@example.org"
    made = portal.act("join", slug="oak", name=name, email=address)
    portal.processes.wait_for(
        "the card", lambda: portal.act("card", slug="oak", membership=made["membership"])
    )
    sign_in(portal, window, address)
    show_card(window)
    window.get_by_text("Welcome", exact=True).first.wait_for()

    visit = visit_that_is(portal, address, "active", "good")
    assert visit["shown"] == "1"
    portal.processes.wait_for(
        "the visiting card",
        lambda: portal.act("card", slug="elm", membership=visit["membership"]),
    )
    host = at_desk(PARTNERSHIPS["elm"])
    for change, state, standing in (
        (office.suspend, "Paused", "suspended"),
        (office.restore, "Active", "good"),
        (office.end, "Ended", "ended"),
    ):
        change(steward, name)
        wait_until(portal, host, name, state)
        visit_that_is(portal, address, state.lower(), standing)
    portal.mail(address, "ended")


@pytest.mark.usefixtures("agreed")
def test_somebody_else_has_no_card_to_show_and_gets_nothing(portal, window):
    address = "mallory@example.org"
    portal.act("join", slug="elm", name="Mallory Finch", email=address)
    sign_in(portal, window, address)
    window.goto("/c/elm/visit/")
    window.get_by_role("button", name="Show my card").click()
    window.get_by_role("button", name="Share nothing").wait_for()

    assert window.get_by_role("button", name="Share my card").count() == 0
    assert visits(portal, address) == []


def show_card(window):
    window.goto("/c/elm/visit/")
    window.get_by_role("button", name="Show my card").click()
    choose = window.get_by_role("link", name="Choose a card")
    share = window.get_by_role("button", name="Share my card from Oak Street Food Co-op")
    choose.or_(share).first.wait_for()
    if choose.is_visible():
        choose.click()
    share.click()


def visits(portal, address):
    return portal.act("visits", slug="elm", email=address)


def visit_that_is(portal, address, state, standing):
    """The membership follows the visit by the worker, so it is waited for; there is one all the while."""

    def is_so():
        [visit] = visits(portal, address)
        return (visit["state"], visit["standing"]) == (state, standing)

    portal.processes.wait_for(f"a visit that is {state}", is_so, LOOKED_WITHIN)
    return visits(portal, address)[0]


def wait_until(portal, host, name, state):
    """One visit all the while on the host's page, whatever becomes of it."""

    def is_so():
        host.goto("/c/elm/staff/grants/")
        row = host.get_by_role("row").filter(has_text=name)
        return state in row.inner_text()

    portal.processes.wait_for(f"a visit that is {state}", is_so, LOOKED_WITHIN)
