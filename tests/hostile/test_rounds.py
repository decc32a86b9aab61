"""In `make rest`: other texts in each place, the whole of the control, and windows with the policy and the portal's own scripts.

One round takes a minute, so `make rest` has one; the others are in `make deep`, which says `HOSTILE=deep`.
"""

from __future__ import annotations

import os

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.hostile import judge
from tests.hostile.payloads import texts
from tests.hostile.stored import BROKE, Place
from tests.hostile.test_pages import control
from tests.look.visit import Visit, window
from tests.walls.ground import lent
from tests.walls.pages import STAFF

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# Pages on which scripts of the portal read what stands there: lists, choices, search, editors, the desk.
WITH_SCRIPTS = (
    "tenants:members",
    "tenants:member",
    "tenants:applications",
    "tenants:application",
    "tenants:mailing",
    "tenants:letter-text",
    "tenants:tags",
    "tenants:import",
    "tenants:reports",
    "benefits:agreement",
    "benefits:grants",
    "credentials:accreditation-review",
)
STARTS = [178, 267] if os.environ.get("HOSTILE") == "deep" else [89]
PREPARED = "window.hits = 0; window.hit = () => { window.hits += 1; };"


@pytest.fixture
def court(browser):
    yield from judge.court(browser)


@pytest.mark.parametrize("start", STARTS)
def test_other_texts_in_each_place_are_text_too(court, start):
    with lent():
        place = Place(start)
        pages = [*place.pages(), *place.mails()]

        assert [name for name, kind, _text in pages if kind == BROKE] == []
        assert court.judge((name, text) for name, kind, text in pages if kind == "text/html") == {}


def test_the_judge_finds_all_of_them(court):
    found = control(court, texts())

    for text in ("<script>hit()</script>§", '" onmouseover="hit()" id="§', "<svg/onload=hit()>§"):
        assert text in found


def test_the_portals_own_scripts_make_no_more_of_it(browser, live_server):
    """With the policy: nothing runs, nothing is complained of, nothing is asked of strangers."""
    place = Place(44)
    user = place.world.elm.staff.user
    with place.world.elm.within:
        type(place.world.elm.staff).objects.filter(pk=place.world.elm.staff.pk).update(
            roles=["owner"]
        )
    names = [name for name in WITH_SCRIPTS if name in STAFF]
    assert len(names) > 6
    with window(browser) as page:
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.add_init_script(PREPARED + judge.LOOK % judge.MARK)
        visit = Visit(page, live_server.url)
        cache.clear()
        visit.sign_in(user)
        for name in names:
            arguments = {"cooperative": "elm", **STAFF[name].arguments(place.world)}
            page.goto(live_server.url + reverse(name, kwargs=arguments), wait_until="load")
            page.wait_for_timeout(200)

            assert page.evaluate("[window.hits, look(document)]") == [0, []], name
            assert visit.complaints == [], name
        visit.close()
    assert [url for url in asked if "evil.test" in url] == []
