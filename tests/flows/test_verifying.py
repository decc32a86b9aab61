"""Anybody checks a card: its signed file and its code, good, changed and after its membership's end."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.flows import office
from tests.flows.paper import codes_on
from tests.support.portal import attachment_of

pytestmark = [pytest.mark.flow, pytest.mark.browser]
NAME = "Ines Vogt"


@pytest.fixture(scope="package")
def joined(portal):
    """A member's signed file and printed code."""
    address = "ines.vogt@example.org"
    made = portal.act("join", slug="oak", name=NAME, email=address)
    [code] = codes_on(attachment_of(portal.mail(address, "card")))
    card = portal.act("card", slug="oak", membership=made["membership"])
    return json.loads(card["document"]), code


def verdict_on(window, document):
    """What the page says of a file that somebody has."""
    window.goto("/verify/")
    content = json.dumps(document).encode()
    window.locator("input[type=file]").set_input_files(
        {"name": "card.json", "mimeType": "application/json", "buffer": content}
    )
    window.get_by_role("button", name="Check", exact=True).click()
    return kind_of(window)


def kind_of(window):
    verdict = window.locator(".verdict")
    verdict.wait_for()
    return str(verdict.get_attribute("class")).rpartition("-")[2]


def test_a_file_is_good_for_anybody_and_a_changed_one_is_not(portal, window, joined):
    document, _code = joined
    mails = len(portal.sink.kept)
    assert verdict_on(window, document) == "yes"
    expect(window.locator("main")).to_contain_text("Oak Street Food Co-op", use_inner_text=True)

    subject = {**document["credentialSubject"], "membershipNumber": "OAK-999999"}
    assert verdict_on(window, {**document, "credentialSubject": subject}) == "no"

    assert (
        len(portal.sink.kept) == mails
    )  # whoever holds a copy is given nothing, and nobody is told
    assert portal.act("visits", slug="elm", email="ines.vogt@example.org") == []


def test_the_printed_code_tells_what_the_register_says_today(portal, window, steward, joined):
    _document, code = joined
    window.goto(code)
    assert kind_of(window) == "yes"
    window.locator(".signature-ok").wait_for()

    office.end(steward, NAME)

    def is_refused():
        window.goto("about:blank")
        window.goto(code)
        return kind_of(window) == "no"

    portal.processes.wait_for("a card that is over", is_refused, 20)
