from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client

from coopportal import health
from coopportal.health import HEARTBEAT
from coopportal.network.overview import CHECKS
from tenants import scope
from tenants.models import Application, Cooperative, Event, Staff, User
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)

NEW = {
    "name": "Elm Lane Tools",
    "slug": "elm-lane",
    "number_prefix": "EL",
    "preset": "consumer",
    "place": "Ashford",
    "email": "office@elm.example",
    "steward_email": "sam@example.org",
}


@pytest.fixture
def operator():
    client = Client()
    client.force_login(User.objects.create_superuser("olwen@example.org", name="Olwen"))
    return client


@pytest.mark.parametrize("address", ["/network/", "/network/open/"])
def test_only_the_operator_finds_the_page(operator, address):
    member = Client()
    member.force_login(User.objects.create_user("amara@example.org"))

    assert operator.get(address).status_code == 200
    for method in ("get", "post"):
        assert getattr(member, method)(address).status_code == 404
        assert getattr(Client(), method)(address)["Location"].startswith("/accounts/login/")


def test_the_operator_sees_counts_of_each_cooperative_and_no_person(operator):
    elm = build.cooperative("elm", name="Elm Lane")
    with scope.within(elm.pk):
        Application.objects.create(state=Application.State.SUBMITTED, name="Secret Person")
        Application.objects.create(state=Application.State.DRAFT, name="Secret Draft")

    page = operator.get("/network/").content.decode()

    assert "1 co-op in this portal" in page
    row = page.partition("Elm Lane")[2].partition("</tr>")[0]
    assert 'data-label="Applications waiting" class="number">1<' in row
    assert 'data-label="Members" class="number">0<' in row
    assert "Secret" not in page


def test_whatever_is_asked_of_the_portal_has_words_here():
    assert set(CHECKS) == set(health.QUESTIONS)


def test_the_state_of_the_portal_is_said_in_words(operator):
    cache.delete(HEARTBEAT)
    assert "No worker has given a sign of life" in operator.get("/network/").content.decode()


def test_a_search_finds_by_name_and_says_when_nothing_is_found(operator):
    build.cooperative("elm", name="Elm Lane")
    build.cooperative("oak", name="Oak Street")

    found = operator.get("/network/?q=oak").content.decode()
    assert "Oak Street" in found
    assert "Elm Lane" not in found
    assert "No co-op found" in operator.get("/network/?q=beech").content.decode()


def test_opening_a_cooperative_invites_its_first_steward(operator):
    assert operator.post("/network/open/", NEW)["Location"] == "/network/"

    elm = Cooperative.objects.get(slug="elm-lane")
    with scope.within(elm.pk):
        assert Staff.objects.get().user.email == "sam@example.org"
        assert Event.objects.filter(name="StaffInvited").count() == 1


def test_an_address_that_is_taken_is_said_at_the_field(operator):
    build.cooperative("elm-lane")
    refused = operator.post("/network/open/", NEW)

    assert refused.status_code == 422
    assert "Another co-op has this address already" in refused.content.decode()
    assert 'value="Elm Lane Tools"' in refused.content.decode()
