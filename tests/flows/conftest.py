"""One running portal per set-up, and a browser window per test."""

from __future__ import annotations

import pytest

from tests.support.browser import DESK, Look, page_of
from tests.support.portal import running
from tests.support.setups import SETUPS

STEWARD = "bo@oak.example.org"


@pytest.fixture(scope="package", params=SETUPS)
def portal(request, tmp_path_factory):
    """Two co-ops, hints off: what a partner learns, it learns by looking at the published lists."""
    folder = tmp_path_factory.mktemp(request.param)
    with running(folder, request.param, GRANT_RECHECK_SECONDS="1", STATUS_HINTS="no") as portal:
        portal.act("open", slug="oak", name="Oak Street Food Co-op", prefix="OAK", steward=STEWARD)
        portal.act(
            "open", slug="elm", name="Elm Books", prefix="ELM", steward="ines@elm.example.org"
        )
        yield portal


@pytest.fixture
def window(browser, portal):
    """A fresh window at a desk, opened at the portal; it may not complain of anything."""
    with page_of(browser, Look("light", DESK), base_url=portal.origin) as page:
        page.set_default_timeout(15_000)
        yield page
        assert page.complaints == []
