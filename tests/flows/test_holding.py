"""A member and the card: signed in by code, on the screen, on paper and as a file."""

from __future__ import annotations

import json

import pytest

from tests.flows.paper import codes_on
from tests.flows.signing_in import sign_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]


def downloaded(window, name):
    with window.expect_download() as started:
        window.locator(".copies").get_by_role("link", name=name, exact=True).click()
    return started.value


def test_a_member_keeps_the_card_on_paper_and_as_a_file(portal, window):
    address = "maria@example.org"
    made = portal.act("join", slug="oak", name="Maria Silva", email=address)
    portal.processes.wait_for("the card", lambda: card_of(portal, made))
    card = card_of(portal, made)
    sign_in(portal, window, address)
    window.goto("/me/")
    window.get_by_role("link", name="Oak Street Food Co-op").first.click()
    window.get_by_role("link", name="Show at the desk").wait_for()

    file = downloaded(window, "JSON")
    assert file.suggested_filename == "oak-card.json"
    assert json.loads(file.path().read_text(encoding="utf-8")) == json.loads(card["document"])

    [code] = codes_on(downloaded(window, "PDF").path())
    seen, half = code.split("#")
    assert seen == f"{portal.origin}/v/{card['code']}"
    assert half.isdigit()


def card_of(portal, made):
    return portal.act("card", slug="oak", membership=made["membership"])
