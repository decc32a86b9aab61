from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from tenants.models import Cooperative
from tenants.sections import Sections
from tests.tenants import joining
from tests.tenants.office import office

pytestmark = pytest.mark.django_db

ELM = {
    "about": "A shop that belongs to </script><b>its members</b>.",
    "place": "Ashford",
    "country": "GB",
    "sector": "food",
    "phone": "01234 567890",
    "website": "https://elm.example.org",
}


@pytest.fixture
def elm():
    made = office("elm", "Elm Lane")
    Cooperative.objects.filter(pk=made.coop.pk).update(**ELM)
    with made.within:
        yield made


def page():
    answer = Client().get("/c/elm/")
    assert answer.status_code == 200
    return answer.content.decode()


def state(value):
    Cooperative.objects.filter(slug="elm").update(state=value)


def test_a_visitor_reads_who_they_are_and_what_it_costs(elm):
    joining.of_class(name="Worker", price="£25 once", description="For people who work here.")
    joining.of_class(name="Founder", open_to_applicants=False)
    joining.of_class(name="Visitor", visiting=True)
    html = page()

    assert all(
        told in html
        for told in ("Ashford", "£25 once", "For people who work here.", "01234 567890", "Worker")
    )
    assert "Founder" not in html
    assert "Visitor" not in html
    assert html.count(">Join<") >= 2


def test_a_co_op_that_awaits_accreditation_says_so_and_takes_members(elm):
    state("awaiting_accreditation")

    assert "Not accredited yet" in page()
    assert "/c/elm/join/" in page()


def test_a_suspended_co_op_says_so_and_has_no_join(elm):
    state("suspended")

    assert "This co-op is suspended" in page()
    assert "/c/elm/join/" not in page()


def test_a_closed_co_op_has_no_page(elm):
    state("closed")

    assert Client().get("/c/elm/").status_code == 404


def test_without_open_kinds_there_is_nothing_to_join(elm):
    elm.consumer.open_to_applicants = False
    elm.consumer.save()

    assert "No kind of membership is open" in page()
    assert "/c/elm/join/" not in page()


def test_machines_read_the_same_and_no_text_ends_the_element(elm):
    html = page()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1]
    answer = Client().get("/c/elm/profile.json")

    assert json.loads(block) == answer.json()
    assert answer["Content-Type"] == "application/ld+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert told["@id"] == "did:web:localhost%3A8000:c:elm"
    assert told["description"] == ELM["about"]
    assert told["makesOffer"][0]["name"] == "Consumer member"
    assert "<b>its members" not in html


def test_other_apps_fill_sections_in_order_and_stay_out_where_they_have_nothing():
    page = Sections()
    page.contribute("late.html", lambda about: {"about": about}, order=60)
    page.contribute("none.html", lambda _about: None)
    page.contribute("early.html", lambda _about: {}, order=10)

    assert [each["template"] for each in page.filled("her")] == ["early.html", "late.html"]
    assert [each["filled"] for each in page.filled("her")] == [{}, {"about": "her"}]


def test_bylaws_are_read_in_their_newest_and_each_earlier_version(elm):
    assert "No bylaws here yet" in Client().get("/c/elm/bylaws/").content.decode()
    joining.bylaws("Old text.", 1)
    joining.bylaws("New text.", 2)

    newest = Client().get("/c/elm/bylaws/").content.decode()
    earlier = Client().get("/c/elm/bylaws/1/").content.decode()
    assert ("New text." in newest, "An earlier version" in newest) == (True, False)
    assert ("Old text." in earlier, "An earlier version" in earlier) == (True, True)
    assert Client().get("/c/elm/bylaws/3/").status_code == 404
