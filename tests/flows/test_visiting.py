"""A member visits a partner co-op; what changes at home is seen there by looking, with hints off."""

from __future__ import annotations

import pytest

from tests.flows.signing_in import sign_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]
LOOKED_WITHIN = 20


def test_a_visit_follows_the_membership_at_home(portal, window):
    address = "tomas@example.org"
    made = portal.act("join", slug="oak", name="Tomas Reyes", email=address)
    portal.act("agree", slug="oak", partner="elm")
    portal.processes.wait_for(
        "the card", lambda: portal.act("card", slug="oak", membership=made["membership"])
    )
    sign_in(portal, window, address)
    show_card(window)
    window.get_by_text("Welcome", exact=True).first.wait_for()

    [visit] = visits(portal, address)
    assert (visit["state"], visit["standing"], visit["shown"]) == ("active", "good", "1")
    portal.processes.wait_for(
        "the visiting card",
        lambda: portal.act("card", slug="elm", membership=visit["membership"]),
    )
    for how, state, standing in (
        ("suspend", "paused", "suspended"),
        ("restore", "active", "good"),
        ("end", "ended", "ended"),
    ):
        portal.act("change", slug="oak", membership=made["membership"], how=how)
        wait_until(portal, address, state, standing)
    portal.mail(address, "ended")


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


def wait_until(portal, address, state, standing):
    """One visit all the while, whatever becomes of it."""

    def is_so():
        [visit] = visits(portal, address)
        return (visit["state"], visit["standing"]) == (state, standing)

    portal.processes.wait_for(f"a visit that is {state}", is_so, LOOKED_WITHIN)
