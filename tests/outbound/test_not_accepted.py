"""A visitor from another portal meets the host's own rule on cards, as a neighbour does."""

from __future__ import annotations

import pytest

from benefits.models import Decision, Grant
from credentials.acceptance import Policy
from credentials.services.accepting import save_policy
from tests.outbound.test_visitors import (
    brought_back,
    browser,  # noqa: F401 -- a fixture
    elm,  # noqa: F401 -- a fixture
    home,  # noqa: F401 -- a fixture
    kept,
    signed_in,
)

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_hosts_own_rule_on_cards_is_asked_too(
    elm,  # noqa: F811 -- the fixture
    home,  # noqa: F811 -- the fixture
    browser,  # noqa: F811 -- the fixture
    mailoutbox,
):
    with elm.within:
        save_policy(Policy(denied=frozenset({home.did})), by=None)
    finish = brought_back(browser, home)["Location"]
    browser.post(finish)
    signed_in(browser, mailoutbox)

    browser.post(finish)

    [decision] = kept(elm, Decision)
    assert (decision.outcome, decision.reason) == ("refuse", "not_accepted")
    assert kept(elm, Grant) == []
