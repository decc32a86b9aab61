"""Pages as people see them: axe finds nothing, nothing scrolls sideways, the policy holds.

Light and dark, at 390 and 1280 px, in every state of `tests/look/registry.py`. What must stand there
(the route, the status, the heading, the rows) is asserted before anything is judged.
"""

from __future__ import annotations

import threading

import pytest
from django.core.cache import cache

from tests.look import registry
from tests.look.registry import (
    EMPTY,
    ERROR,
    FILLED,
    NO_PAGES,
    OK,
    REFUSAL,
    STATES,
    WRONG,
    states_of,
)
from tests.look.visit import Visit, window
from tests.support.browser import LOOKS, chosen
from tests.walls.pages import LIBRARY, routes

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
registry.read()
# No language here is written from right to left yet; the first will find these pages ready.
MIRRORED = (
    "credentials:me",
    "tenants:overview",
    "tenants:members",
    "tenants:reports",
    "benefits:mine",
)
MIRRORED_LOOKS = (LOOKS[0], LOOKS[-1])
NAMES = {route.name for route in routes()}
ASKS = "main form[method=post] :is(input:not([type=hidden]), select, textarea)"


@pytest.fixture(scope="session")
def page(browser, live_server):
    """Closed before the server ends, and every connection with it: none may outlive the database."""
    with window(browser) as opened:
        yield opened
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=5)


@pytest.fixture
def visit(page, live_server):
    cache.clear()
    opened = Visit(page, live_server.url)
    yield opened
    opened.close()


@pytest.mark.parametrize("state", [each for each in STATES if chosen(each.name)], ids=str)
def test_a_page_is_usable_by_everybody(visit, state):
    state.reach(visit)
    page = visit.page

    assert visit.status == state.status, page.locator("body").inner_text()[:500]
    assert state.route == REFUSAL or visit.route == state.route  # noqa: PLR1714 -- no address stands behind a refusal, so it is asked second
    assert page.locator("h1").all_inner_texts() == [state.heading]
    listed = page.locator("main").locator(state.row.removeprefix("main ")).count()
    assert state.rows in {None, listed}
    if state.name == FILLED:
        assert registry.missing(state, listed=listed, asks=page.locator(ASKS).count()) == []
    if state.status == WRONG and not state.route.startswith(LIBRARY):
        assert "This field is required" not in page.locator("main").inner_text(), "which one?"
    faults = [fault for look in chosen(state.name) for fault in visit.look(look, str(state))]
    assert faults == []
    assert visit.complaints == []


@pytest.mark.parametrize("route", MIRRORED)
def test_a_page_read_from_right_to_left_is_usable_too(visit, route):
    states_of(route)[FILLED].reach(visit)
    visit.page.evaluate("document.documentElement.dir = 'rtl'")

    seen = [fault for look in MIRRORED_LOOKS for fault in visit.look(look, f"{route} mirrored")]

    assert seen == []


def test_every_address_is_a_page_here_or_named_as_none():
    seen = {state.route for state in STATES} - {REFUSAL}

    assert seen - NAMES == set(), "registered, but no such address"
    assert NO_PAGES.keys() - NAMES == set(), "named, but no such address"
    assert NO_PAGES.keys() & seen == set(), "both a page and none"
    assert sorted(NAMES - seen - NO_PAGES.keys()) == [], "neither a page nor named as none"


def test_every_page_is_seen_filled():
    assert [
        route
        for route in {state.route for state in STATES} - {REFUSAL}
        if FILLED not in states_of(route)
    ] == []


def test_an_empty_list_is_empty_and_a_filled_one_is_not():
    for state in STATES:
        if state.name == EMPTY and state.rows is not None:
            assert state.rows == 0, state
        if state.name == FILLED and state.rows is not None:
            assert state.rows > 0, state


def test_a_refused_form_says_so_in_its_status():
    wrong = [state for state in STATES if state.name == ERROR and state.status < WRONG]

    assert [str(state) for state in wrong if not state.route.startswith(LIBRARY)] == []


FAULTS = """() => {
    const main = document.querySelector('main');
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        #wide { inline-size: 30rem; block-size: 1rem }
        #faint { transition: color 5s !important }
        @media (prefers-color-scheme: dark) { #faint { color: #222 !important; background: #111 } }
    `);
    document.adoptedStyleSheets.push(sheet);
    main.append(new Image());
    main.insertAdjacentHTML('beforeend', '<div id="wide"></div><p id="faint">Said in the dark</p>');
}"""


def test_the_sweep_sees_a_fault_where_it_is(visit):
    visit.go("/privacy/")
    assert [visit.look(look, "") for look in LOOKS] == [[], [], [], []]
    visit.page.evaluate(FAULTS)

    seen = {str(look): " ".join(visit.look(look, "")) for look in LOOKS}

    assert [look for look in seen if "image-alt" in seen[look]] == ["light-390", "light-1280"]
    assert [look for look in seen if "color-contrast" in seen[look]] == ["dark-390", "dark-1280"]
    assert [look for look in seen if "sideways" in seen[look]] == ["light-390", "dark-390"]


def test_a_visit_leaves_nothing_in_the_window(page, visit):
    visit.sign_in(visit.world.elm.staff.user)
    visit.go("benefits:grants", cooperative="elm")
    assert visit.status == OK
    visit.close()

    after = Visit(page, visit.origin)
    after.go("benefits:grants", cooperative="elm")

    assert after.route == "account_login"
    assert visit.page.evaluate(
        "() => [innerWidth, matchMedia('(prefers-color-scheme: dark)').matches]"
    ) == [LOOKS[0].width, False]
