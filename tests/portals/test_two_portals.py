"""Two portals that share nothing: a member of one visits a co-op of the other, over https, from first to last."""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from scripts.front import TlsFront
from tests.flows.agreeing import sign, write
from tests.flows.signing_in import enter_code, sign_in_at_office
from tests.support.browser import DESK, Look, page_of
from tests.support.portal import Portal, running
from tests.support.setups import EMBEDDED
from tests.support.sink import free_port

pytestmark = [pytest.mark.flow, pytest.mark.browser]

TOMAS = "tomas@example.org"
BO, INES = "bo@oak.example.org", "ines@elm.example.org"
LOOKED_WITHIN = 20
SETTINGS = {"BEHIND_TLS_PROXY": "yes", "GRANT_RECHECK_SECONDS": "1", "STATUS_HINTS": "no"}


@dataclass
class Place:
    """A portal and the door before it."""

    portal: Portal
    front: TlsFront


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """Oak is on one portal, Elm on the other: data, database, broker, keys and mail of their own."""
    inner = {name: free_port() for name in ("portal-a.test", "portal-b.test")}
    folder = tmp_path_factory.mktemp("certificates")
    with ExitStack() as stack:
        fronts = {
            name: stack.enter_context(TlsFront(folder, inner=port, name=name))
            for name, port in inner.items()
        }
        started = [
            Place(stack.enter_context(_started(tmp_path_factory, name, fronts, inner)), front)
            for name, front in fronts.items()
        ]
        home, host = (place.portal for place in started)
        home.act("open", slug="oak", name="Oak Street Food Co-op", prefix="OAK", steward=BO)
        host.act("open", slug="elm", name="Elm Books", prefix="ELM", steward=INES)
        yield started


def _started(tmp_path_factory, name, fronts, inner):
    folder = tmp_path_factory.mktemp(name)
    others = {
        f"{other}:{front.port}": {
            "address": "127.0.0.1",
            "port": front.port,
            "authority": str(front.authority),
        }
        for other, front in fronts.items()
        if other != name
    }
    hosts = folder / "hosts.json"
    hosts.write_text(json.dumps(others))
    settings = {**SETTINGS, "OUTBOUND_HOSTS": str(hosts)}
    return running(folder, EMBEDDED, origin=fronts[name].origin, port=inner[name], **settings)


@pytest.fixture
def window(browser):
    """The member's own: it knows both portals, and may not complain of anything."""
    with page_of(browser, Look("light", DESK), ignore_https_errors=True) as page:
        page.set_default_timeout(15_000)
        yield page
        assert page.complaints == []


def test_a_member_of_one_portal_visits_a_co_op_of_another(places, window, browser):
    home, host = (place.portal for place in places)
    made = home.act("join", slug="oak", name="Tomas Reyes", email=TOMAS)
    home.processes.wait_for(
        "the card", lambda: home.act("card", slug="oak", membership=made["membership"])
    )
    agree(browser, home, host)

    held_out = printed_code(home, made)
    at_the_desk(host, held_out, "partner", home="Oak Street Food Co-op", initials="T. R.")

    ask(window, host)
    enter_code(home, window, TOMAS)
    share(window, places[1])
    window.get_by_role("button", name="Continue").click()
    enter_code(host, window, TOMAS)
    become(window)
    becomes(host, "active", "good", old=False)
    [visit] = visits(host)
    assert visit["shown"] == "1"
    host.processes.wait_for(
        "the visiting card", lambda: host.act("card", slug="elm", membership=visit["membership"])
    )

    change(home, made, "suspend")
    becomes(host, "paused", "suspended")
    at_the_desk(host, held_out, "suspended")
    change(home, made, "restore")
    becomes(host, "active", "good")

    places[0].front.leave()
    at_the_desk(host, held_out, "not_checked")
    host.act("later", slug="elm", hours=1)
    still(host, "active")
    host.act("later", slug="elm", hours=24)
    becomes(host, "paused", "suspended", old=False)
    places[0].front.come_back()
    becomes(host, "active", "good")

    assert home.act("rotate", slug="oak") == {"state": "active"}
    comes_again(window, places[1])

    change(home, made, "end")
    becomes(host, "ended", "ended")
    host.mail(TOMAS, "has ended")


def agree(browser, home, host):
    """Elm proposes to the co-op behind an address, Oak reads what was sent, and both pages say that both signed."""
    with at_desk(browser, host, INES) as elm, at_desk(browser, home, BO) as oak:
        elm.goto("/c/elm/staff/partners/")
        elm.get_by_role("link", name="A co-op of another portal").click()
        elm.get_by_label("Address of the co-op's page").fill(f"{home.origin}/c/oak/")
        elm.get_by_role("button", name="Look it up").click()
        elm.get_by_text("It calls itself").wait_for()
        assert elm.get_by_text("portal-a.test").count()
        elm.get_by_role("link", name="Propose an agreement").click()
        wrote = write(elm, "Oak Street Food Co-op")
        elm.get_by_role("heading", name="Send this to Oak Street Food Co-op").wait_for()

        sent = in_time(host, elm, "input[aria-label='Address for the other co-op']")
        oak.goto(sent.input_value())
        oak.get_by_role("button", name="Read the proposal").click()
        assert sign(oak) == wrote
        oak.get_by_text("as soon as the portal of Elm Books has read that").first.wait_for()

        for portal, desk in ((host, elm), (home, oak)):
            in_time(portal, desk, "text=What all co-ops have signed")
        assert printed(elm) == printed(oak)


def in_time(portal, desk, selector):
    """What the workers bring about, and no page shows before it is loaded again."""

    def is_there():
        desk.reload()
        return desk.locator(selector).count()

    portal.processes.wait_for(f"{selector} on the page", is_there, LOOKED_WITHIN)
    return desk.locator(selector)


def printed(desk):
    """The sentences, who signed when, and the fingerprint, as they are printed."""
    desk.get_by_role("link", name="To print, with the signatures").click()
    desk.get_by_text("Fingerprint of these words").wait_for()
    desk.wait_for_load_state()
    told = desk.locator("main").inner_text()
    return told[told.index("Version 1") :]


@contextmanager
def at_desk(browser, portal, email):
    with page_of(
        browser, Look("light", DESK), ignore_https_errors=True, base_url=portal.origin
    ) as desk:
        desk.set_default_timeout(15_000)
        sign_in_at_office(portal, desk, email)
        yield desk


def printed_code(home, made):
    card = home.act("card", slug="oak", membership=made["membership"])
    return f"{home.origin}/v/{card['code']}"


def comes_again(window, place):
    """With a card that is signed by an older key."""
    place.portal.act("later", slug="elm")
    ask(window, place.portal)
    share(window, place)
    become(window)
    [again] = visits(place.portal)
    assert (again["state"], again["shown"]) == ("active", "2")


def at_the_desk(host, text, reason, **expected):
    """The other portal's card, scanned at Elm's desk: its home is asked, over https."""
    said = host.act("scan", slug="elm", text=text)
    assert said["reason"] == reason
    assert {name: said[name] for name in expected} == expected


def ask(window, host):
    window.goto(f"{host.origin}/c/elm/visit/")
    window.get_by_role("button", name="Oak Street Food Co-op").click()


def share(window, place):
    """At home: who asks, on which portal, what it would learn; and yes."""
    window.get_by_role("heading", name="Show your card to Elm Books?").wait_for()
    window.wait_for_load_state()
    told = window.locator("main").inner_text()
    assert f"portal-b.test:{place.front.port}" in told
    assert TOMAS in told
    window.get_by_role("button", name="Share my card from Oak Street Food Co-op").click()


def become(window):
    window.get_by_role("button", name="Become a visiting member").click()
    window.get_by_text("Welcome", exact=True).first.wait_for()


def visits(host, *, much_later=False):
    return host.act("visits", slug="elm", email=TOMAS, much_later=much_later)


def change(home, made, how):
    home.act("change", slug="oak", membership=made["membership"], how=how)


def becomes(host, state, standing, *, old=True):
    """What was kept of the other portal is minutes old by then."""

    def is_so():
        [visit] = visits(host, much_later=old)
        return (visit["state"], visit["standing"]) == (state, standing)

    host.processes.wait_for(f"a visit that is {state}", is_so, LOOKED_WITHIN)


def still(host, state):
    """After more than one look that found nobody."""
    for _look in range(2):
        [before] = visits(host)
        host.processes.wait_for(
            "another look",
            lambda last=before: visits(host)[0]["looked_at"] != last["looked_at"],
            20,
        )
    [visit] = visits(host)
    assert visit["state"] == state
