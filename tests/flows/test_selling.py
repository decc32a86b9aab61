"""A member's code for a web shop: agreed in the office, asked for at home, used up by the shop, and counted."""

from __future__ import annotations

import re

import pytest

from tests.flows import agreeing
from tests.flows.signing_in import sign_in
from tests.support.portal import link_in

pytestmark = [pytest.mark.flow, pytest.mark.browser]
INN, BAND = "moss@inn.example.org", "ada@band.example.org"
NAME, ADDRESS = "Juno Reyes", "juno@example.org"
TITLE = "15 % off a week"


@pytest.fixture(scope="package")
def agreed(portal, at_desk):
    """The holiday homes propose a code, the musicians read and accept it."""
    for slug, name, owner in (("inn", "Moss Holiday Homes", INN), ("band", "Brass Band", BAND)):
        portal.act("open", slug=slug, name=name, prefix=slug.upper(), steward=owner)
    signed = agreeing.propose(
        at_desk(INN),
        home="inn",
        partner="Brass Band",
        more=lambda desk: agreeing.add_code(desk, TITLE),
    )
    letter = portal.mail(BAND, "proposes an agreement")
    read = agreeing.accept(at_desk(BAND), link_in(letter, "/c/band/staff/agreements/"))
    assert signed == read
    assert any("15 %" in each for each in read), read


def token_of_a_program(desk):
    desk.goto("/c/inn/staff/programs/")
    desk.get_by_label("Name").fill("Web shop")
    desk.get_by_role("button", name="Make a token").click()
    desk.get_by_text("Copy it into the program now.").wait_for()
    found = re.search(r"coop_[\w-]{20,}", desk.locator("main").inner_html())
    assert found
    return found[0]


@pytest.fixture
def shop(browser, portal):
    """As any shop asks: one POST over the line, known by nothing but its token."""
    with browser.new_context() as line:

        def ask(route, token, **told):
            answer = line.request.post(
                f"{portal.origin}/c/inn/api/v1/codes/{route}",
                data=told,
                headers={"Authorization": f"Bearer {token}"},
            )
            return answer.status, answer.json()

        yield ask


@pytest.mark.usefixtures("agreed")
def test_a_code_works_once_and_tells_the_shop_nothing_of_the_member(portal, window, at_desk, shop):
    made = portal.act("join", slug="band", name=NAME, email=ADDRESS)
    portal.processes.wait_for(
        "the card", lambda: portal.act("card", slug="band", membership=made["membership"])
    )
    sign_in(portal, window, ADDRESS)
    window.goto("/me/benefits/")
    window.get_by_role("link", name="Get a code").click()
    window.get_by_role("button", name="Get the code").click()
    window.get_by_text("Your code is ready.").wait_for()
    window.wait_for_load_state()
    found = re.search(
        r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\b", window.locator("main").inner_text()
    )
    assert found
    code, office = found[0], at_desk(INN)

    assert shop("check", "coop_nobody", code=code)[0] == 401
    token = token_of_a_program(office)
    status, told = shop("check", token, code=code)
    assert (status, told["valid"], told["percentOff"]) == (200, True, 15)
    assert not {NAME, ADDRESS} & set(map(str, told.values()))
    assert shop("redeem", token, code=code, reference="W-1")[1]["valid"]
    status, refused = shop("redeem", token, code=code, reference="W-2")
    assert (status, refused["detail"]) == (409, "This code was used for another order already.")

    office.goto("/c/inn/staff/uses/")
    row = office.get_by_role("row").filter(has_text=TITLE)
    assert "Brass Band" in row.inner_text()
    office.goto("/c/inn/staff/uses/by-co-op/")
    assert "Brass Band" in office.get_by_role("row").filter(has_text=TITLE).inner_text()
    assert NAME not in office.locator("main").inner_text()
