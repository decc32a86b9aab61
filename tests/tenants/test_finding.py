"""One search for applicants and members, and filters that stand in the address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tenants.models import Member, SavedFilter
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    made = office()
    with made.within:
        made.joined("José Ñuñez", "jose@example.org", phone="+44 20 7946 0958")
        made.joined("Amara Okonkwo", "amara@example.org", phone="0113 496-0000")
        made.joined("Łukasz Zając", "l@example.net")
        yield made


def url(oak, route="members", *args):
    return reverse(f"tenants:{route}", args=[oak.coop.slug, *args])


def found(oak, **asked):
    page = oak.browser().get(url(oak), asked)
    assert page.status_code == 200
    return [member.name for member in page.context["page"]]


@pytest.mark.parametrize(
    ("search", "name"),
    [
        *(("nunez", "José Ñuñez"), ("Ñu", "José Ñuñez"), ("ñuñez jos", "José Ñuñez")),
        *(("lukasz", "Łukasz Zając"), ("amara@", "Amara Okonkwo"), ("000002", "Amara Okonkwo")),
        *(("020 7946 0958", "José Ñuñez"), ("+44207946", "José Ñuñez")),
        *(("(0113) 4960000", "Amara Okonkwo"), ("496.00", "Amara Okonkwo")),
    ],
)
def test_somebody_is_found_by_whatever_is_known_of_them(oak, search, name):
    assert found(oak, q=search) == [name]


def test_the_same_digits_with_others_between_them_are_another_number(oak):
    assert found(oak, q="79460") == ["José Ñuñez"]
    assert found(oak, q="79095") == []


def test_who_asks_to_join_is_found_by_the_same_words(oak):
    oak.applied("Amara Lind", phone="0113 4960000")
    page = oak.browser().get(url(oak), {"q": "amara"})

    assert "Asking to join" in page.text
    assert "Amara Lind" in page.text
    assert "Asking to join" in oak.browser().get(url(oak), {"q": "0113 496 0000"}).text
    assert "Asking to join" not in oak.browser().get(url(oak)).text


def test_filters_stand_in_the_address_and_narrow_the_list(oak):
    other = build.membership_class(name="Worker member")
    oak.joined("Bea Lind", membership_class=other)
    Member.objects.filter(name="Amara Okonkwo").update(
        joined_on=timezone.localdate() - timedelta(100), email=""
    )
    week_ago = (timezone.localdate() - timedelta(7)).isoformat()

    assert found(oak, kind=str(other.code)) == ["Bea Lind"]
    assert found(oak, until=week_ago) == found(oak, no_email="on") == ["Amara Okonkwo"]
    assert found(oak, since=week_ago, sort="name")[0] == "Bea Lind"
    assert found(oak, sort="oldest")[0] == "Amara Okonkwo"
    assert found(oak, q="amara", no_email="on", standing="good") == ["Amara Okonkwo"]
    wrong = oak.browser().get(url(oak), {"since": week_ago, "until": "2000-01-01"})
    assert wrong.status_code == 422
    assert "That is before the day from which you look." in wrong.text


def test_a_filter_is_kept_for_the_team_by_a_name(oak):
    browser = oak.browser()
    for query in ("sort=newest&evil=1&page=3", "sort=name&q=%C3%91u"):
        data = {"name": "Mine", "query": query}
        done = browser.post(url(oak, "members-filters"), data, follow=True)
        assert "Kept for the whole team." in done.text
    saved = SavedFilter.objects.get()

    assert saved.query == "q=%C3%91u&sort=name"
    assert f"?{saved.query.replace('&', '&amp;')}" in browser.get(url(oak)).text
    empty = browser.post(url(oak, "members-filters"), {"name": "", "query": ""}, follow=True)
    assert "Choose a filter and give it a name." in empty.text
    gone = browser.post(url(oak, "members-filter-remove", saved.code), follow=True)
    assert "The filter is gone." in gone.text
    assert not SavedFilter.objects.exists()
