"""Hostile words by the ways on which strangers' words come: signed elsewhere, fetched over TLS, checked, kept, shown.

At /verify/, at a desk, in a visitor's own pages, in the office and its log, in agreements and in mails.
"""

from __future__ import annotations

import pytest

from tests.hostile import judge
from tests.hostile.arriving import SHOWN, Arriving
from tests.outbound.abroad import reachable

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def court(browser):
    yield from judge.court(browser)


def test_what_another_portal_says_is_text_wherever_it_is_shown(court):
    with reachable() as server:
        here = Arriving(server)
        here.verify(8)
        here.hold_out(4)
        here.be_vouched_for()
        for slug in ("ivy", "juniper", "laurel"):
            here.agree(slug)
        here.visit()
        here.look_around()

    assert court.judge(here.pages) == {}

    arrived = here.arrived()
    assert arrived.keys() >= SHOWN, (
        "each kind of word is to be seen somewhere, or nothing was judged"
    )
    assert sum(map(len, arrived.values())) > 40
    places = {name for name, _page in here.believed()}
    assert {"given", "finish", "offer", "ended", "signed", "found", "brought"} <= places
    assert [name for name in places if name.startswith("at /c/elm/staff/audit/")]
    assert [name for name in places if name.startswith("mail ")]


def test_the_judge_finds_them_where_those_pages_believe_them(court):
    with reachable() as server:
        here = Arriving(server, start=40)
        here.verify(4)
        here.agree("ivy")

    control = list(here.believed())

    assert len(control) > 8
    # A third of the texts is markup nowhere; most of these pages have one or two of them.
    assert len(court.judge(control)) > len(control) / 4
