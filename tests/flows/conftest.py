"""One running portal per set-up, the desks of its co-ops, and a browser window per test."""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.flows.office import PARTNERSHIPS, STEWARD
from tests.flows.signing_in import sign_in_at_office
from tests.support.browser import DESK, Look, page_of
from tests.support.portal import running
from tests.support.setups import SETUPS

SECONDS = 30_000


@pytest.fixture(scope="package", params=SETUPS)
def portal(request, tmp_path_factory):
    """Two co-ops, hints off: what a partner learns, it learns by looking at the published lists."""
    folder = tmp_path_factory.mktemp(request.param)
    with running(folder, request.param, GRANT_RECHECK_SECONDS="1", STATUS_HINTS="no") as portal:
        for slug, name, steward in (
            ("oak", "Oak Street Food Co-op", STEWARD),
            ("elm", "Elm Books", "ines@elm.example.org"),
        ):
            portal.act(
                "open",
                slug=slug,
                name=name,
                prefix=slug.upper(),
                steward=steward,
                partnerships=PARTNERSHIPS[slug],
            )
        yield portal


@pytest.fixture(scope="package")
def at_desk(browser, portal):
    """`at_desk(email)` is the window of one of the staff: signed in once, and open all day."""
    with ExitStack() as open_windows:
        desks = {}

        def of(email):
            if email not in desks:
                opened = page_of(browser, Look("light", DESK), base_url=portal.origin)
                desks[email] = open_windows.enter_context(opened)
                desks[email].set_default_timeout(SECONDS)
                sign_in_at_office(portal, desks[email], email)
            return desks[email]

        yield of
        assert [desk.complaints for desk in desks.values() if desk.complaints] == []


@pytest.fixture
def steward(at_desk):
    return at_desk(STEWARD)


@pytest.fixture
def window(browser, portal):
    """A fresh window at a desk, opened at the portal; it may not complain of anything."""
    with page_of(browser, Look("light", DESK), base_url=portal.origin) as page:
        page.set_default_timeout(SECONDS)
        yield page
        assert page.complaints == []
