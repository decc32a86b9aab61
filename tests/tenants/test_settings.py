from __future__ import annotations

import pytest

from tenants.models import Cooperative, Event
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
DESCRIBED = {
    "name": "Oak Street Food",
    "about": "A shop that belongs to its street.",
    "colour": "#7A1F3D",
    "sector": "Food",
    "place": "Millbrook",
    "country": "GB",
    "email": "office@oak.example.org",
    "phone": "",
    "website": "https://oak.example.org",
}


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def owner(oak):
    return oak.browser(oak.owner)


def test_an_owner_describes_the_cooperative_and_sees_it_on_its_page(oak):
    before = Cooperative.objects.get(slug="oak")
    answer = owner(oak).post(oak.url("settings/"), DESCRIBED)

    assert answer["Location"] == "/c/oak/"
    page = owner(oak).get("/c/oak/").content.decode()
    assert "Oak Street Food" in page
    assert "A shop that belongs to its street." in page
    now = Cooperative.objects.get(slug="oak")
    assert (now.sector, now.colour, now.did) == ("food", "#7A1F3D", before.did)
    assert Event.objects.get(name="CooperativeDescribed").by == oak.owner


def test_a_mistake_is_said_and_nothing_is_saved(oak):
    wrong = {**DESCRIBED, "name": "", "colour": "green", "website": "no address"}
    page = owner(oak).post(oak.url("settings/"), wrong)

    assert page.status_code == 422
    for sentence in ("Enter the name of the co-op.", "Enter a colour like", "Enter a web address"):
        assert sentence in page.content.decode()
    assert Cooperative.objects.get(slug="oak").colour != "green"


def test_only_owners_find_the_settings_in_their_menu(oak):
    assert 'href="/c/oak/staff/settings/"' in owner(oak).get(oak.url()).content.decode()
    assert 'href="/c/oak/staff/settings/"' not in oak.browser().get(oak.url()).content.decode()
