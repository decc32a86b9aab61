"""Whoever is on a team finds the way there from every page of their own, and nobody else sees one."""

from __future__ import annotations

import pytest
from django.test import Client

from tenants.models import Seat
from tenants.services import team
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)
OFFICE = "/c/green-valley/staff/"
PAGES = ["/", "/me/", "/me/details/", "/me/privacy/"]


@pytest.fixture
def valley():
    made = holding.opened()
    Seat.objects.get_or_create(kind=Seat.Kind.STAFF, user=made.owner.user, cooperative=made.coop)
    Seat.objects.get_or_create(kind=Seat.Kind.STAFF, user=made.steward.user, cooperative=made.coop)
    holding.opened(
        "hillside", "Hillside Tool Library"
    )  # two co-ops: the first page is the portal's
    return made


def page(browser, address):
    return browser.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES)
def test_who_is_on_a_team_finds_its_office(valley, address):
    assert f'href="{OFFICE}"' in page(holding.signed_in(valley.owner.user), address)


@pytest.mark.parametrize("address", PAGES)
def test_nobody_else_sees_one(valley, address):
    holding.card(valley, holding.person())

    for browser in (holding.signed_in(holding.person()), Client()):
        assert "/staff/" not in page(browser, address)


def test_of_several_one_is_chosen(valley):
    other = holding.opened("riverbank", "Riverbank Housing")
    Seat.objects.create(kind=Seat.Kind.STAFF, user=valley.owner.user, cooperative=other.coop)
    browser = holding.signed_in(valley.owner.user)

    assert 'href="/me/#offices"' in page(browser, "/")
    shown = page(browser, "/me/")
    assert 'id="offices"' in shown
    assert shown.index(OFFICE) < shown.index("/c/riverbank/staff/")


def test_who_has_left_a_team_is_not_sent_there(valley):
    with valley.within:
        team.remove_staff(valley.steward, by=valley.owner)

    assert "/staff/" not in page(holding.signed_in(valley.steward.user), "/me/")


def test_who_runs_the_portal_finds_the_network(admin_user):
    shown = page(holding.signed_in(admin_user), "/me/")

    assert 'href="/network/"' in shown
    assert "You run this portal." in shown
