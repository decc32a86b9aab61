"""A person applies: in the browser, with the code from the mail, until the co-op has it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.flows.applying import apply
from tests.support.portal import link_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]


def test_a_person_applies_and_sees_where_it_stands(portal, window):
    address = "amara@example.org"
    apply(portal, window, name="Amara Okonkwo", email=address)

    received = portal.mail(address, "application")
    window.goto(link_in(received, "/a/"))
    expect(window.get_by_role("heading", level=1)).to_have_text(
        "Your application to Oak Street Food Co-op", use_inner_text=True
    )
    expect(window.locator("main")).to_contain_text("will answer by", use_inner_text=True)
    assert len(portal.mails(address)) == 2  # the code and the receipt, each once
