"""Pages as people see them: axe finds nothing, nothing scrolls sideways, the policy holds."""

from __future__ import annotations

import pytest

from tests import build
from tests.support.browser import LOOKS, page_of, scrolls_sideways, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = {
    "/": "One membership, recognised by many co-ops",
    "/directory/": "Co-ops",
    "/directory/?q=nowhere": "Co-ops",
    "/accessibility/": "Accessibility",
    "/privacy/": "Privacy",
    "/accounts/login/": "Sign in",
    "/dev/mail/": "Mail",
    "/nothing-here/": "We cannot find this page",
}


@pytest.mark.parametrize("look", LOOKS, ids=str)
@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_usable_by_everybody(browser, live_server, address, look):
    build.cooperative("oak", name="Oak Street Food Co-op", place="Millbrook", sector="food")
    build.cooperative("elm", name="Elm Lane", place="Ashford", sector="tools")
    with page_of(browser, look) as page:
        answer = page.goto(live_server.url + address)

        assert answer.status == (404 if "nothing" in address else 200)
        assert page.locator("h1").all_inner_texts() == [PAGES[address]]
        assert violations(page) == []
        assert not scrolls_sideways(page)
        if answer.status == 200:
            assert page.complaints == []


def test_the_sweep_sees_a_fault(browser, live_server):
    with page_of(browser, LOOKS[0]) as page:
        page.goto(live_server.url + "/privacy/")
        page.evaluate("() => document.querySelector('main').append(new Image())")

        assert any(line.startswith("image-alt") for line in violations(page))
