from __future__ import annotations

import re

import pytest

from tenants.models import Staff
from tests.benefits import scene

pytestmark = pytest.mark.django_db(transaction=True)


def sidebar(client, slug, page):
    html = client.get(f"/c/{slug}/staff/{page}/".replace("//", "/"), follow=True).content.decode()
    links = re.findall(r'<li><a href="(/c/[^"]+/staff/[^"]*)"( aria-current="page")?', html)
    badge = re.search(r'badge-info count">(\d+)<', html)
    return links, badge and badge[1]


def test_the_sidebar_leads_to_partners_and_visits_and_counts_what_waits(oak, elm):
    scene.proposal(oak, elm)

    here, waiting = sidebar(elm.browser(), "elm", "partners")
    there, nothing = sidebar(oak.browser(), "oak", "grants")

    assert ("/c/elm/staff/partners/", ' aria-current="page"') in here
    assert ("/c/elm/staff/grants/", "") in here
    assert ("/c/oak/staff/grants/", ' aria-current="page"') in there
    assert (waiting, nothing) == ("1", None)


def test_the_sidebar_says_where_somebody_is_on_pages_below(oak, elm):
    agreement = scene.proposal(oak, elm)

    pages = [f"agreements/{agreement.code}", "agreements/new", "partners", ""]
    current = []
    for page in pages:
        links, _waiting = sidebar(elm.browser(), "elm", page)
        current.append([url for url, mark in links if mark])

    partners = ["/c/elm/staff/partners/"]
    assert current == [partners, partners, partners, ["/c/elm/staff/"]]


def test_the_sidebar_shows_only_what_a_role_may_open(oak):
    with oak.within:
        Staff.objects.update(roles=[Staff.Role.PARTNERSHIPS])
    links, _badge = sidebar(oak.browser(), "oak", "partners")

    assert {url for url, _current in links} >= {"/c/oak/staff/partners/", "/c/oak/staff/grants/"}
    refused = sidebar_of_desk(oak)
    assert refused == 403


def sidebar_of_desk(side):
    with side.within:
        Staff.objects.update(roles=[Staff.Role.DESK])
    return side.browser().get(f"/c/{side.coop.slug}/staff/partners/").status_code
