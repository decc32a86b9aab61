"""A person applies: in the browser, with the code from the mail, until the co-op has it."""

from __future__ import annotations

import pytest

from tests.flows.applying import apply
from tests.support.portal import link_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]


def test_a_person_applies_and_sees_where_it_stands(portal, window):
    address = "amara@example.org"
    apply(portal, window, name="Amara Okonkwo", email=address)

    received = portal.mail(address, "application")
    window.goto(link_in(received, "/a/"))
    assert window.get_by_role("heading", level=1).inner_text() == (
        "Your application to Oak Street Food Co-op"
    )
    assert "will answer by" in window.locator("main").inner_text()
    assert len(portal.mails(address)) == 2  # the code and the receipt, each once
