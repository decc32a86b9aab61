from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock

from benefits.models import Grant
from coopportal.network.charts import bars
from coopportal.services import interest as service
from credentials.models import Credential
from tenants import scope
from tenants.models import Cooperative, Interest, Seat, Staff, User
from tests import build
from tests.benefits import scene
from tests.benefits.test_versions import suggest
from tests.portal.interests import interested
from tests.portal.visits import VISITOR, used, visited

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, SHEET, FLOWS = "/network/adoption/", "/network/adoption.csv", "/network/visits.csv"


@pytest.fixture
def operator():
    client = Client()
    client.force_login(User.objects.create_superuser("olwen@example.org", name="Olwen"))
    return client


@pytest.fixture(name="visited")
def _visited():
    return visited()


def rows_of(answer):
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))[1:]


def funnel(browser, query=""):
    page = browser.get(PAGE + query).content.decode()
    return dict(re.findall(r"<title>([\w ]+): (\d+)</title>", page))


def test_each_step_is_counted_from_what_happened(operator, visited):
    interested(organisation="Brook Lane Bakery")

    assert funnel(operator) == {
        "Interested": "4",
        "Invited": "3",
        "Set up": "0",
        "Accredited": "0",
        "First agreement": "2",
        "First card": "2",
        "First visitor": "1",
        "Active this week": "2",
    }


def test_a_cooperative_is_counted_once_with_the_interest_it_came_from(operator):
    coop = build.cooperative("brook")
    service.link_cooperative(interested(), coop, by=User.objects.get())

    assert (funnel(operator)["Interested"], funnel(operator)["Invited"]) == ("1", "1")


def test_persons_and_those_who_said_not_now_are_no_part_of_it(operator):
    interested(kind="person", organisation="", name="Ada")
    later = interested(organisation="Later", email="b@example.org")
    Interest.objects.filter(pk=later.pk).update(state=Interest.State.NOT_NOW)

    assert funnel(operator) == {}
    assert "Nothing to count yet" in operator.get(PAGE).content.decode()


def test_whoever_waits_longest_comes_first_with_the_reason(operator):
    old = build.cooperative("old", name="Old Wait")
    build.cooperative("new", name="New Wait")
    Cooperative.objects.filter(pk=old.pk).update(opened_at=clock.now() - timedelta(days=40))
    page = operator.get(PAGE).content.decode()

    assert page.index("Old Wait") < page.index("New Wait")
    assert "Old Wait still has to enter its description and colour" in page
    assert "40 days" in page


def test_a_filter_narrows_the_page_and_the_sheet_alike(operator):
    build.cooperative("oak", name="Oak", sector="food", country="GB")
    build.cooperative("elm", name="Elm", sector="tools", country="JP")

    assert funnel(operator, "?sector=Food")["Invited"] == "1"
    assert [row[0] for row in rows_of(operator.get(f"{SHEET}?sector=Food"))] == ["Oak"]
    assert [row[0] for row in rows_of(operator.get(f"{SHEET}?place=Japan"))] == ["Elm"]
    assert "No co-op found" in operator.get(f"{PAGE}?sector=Food&place=Japan").content.decode()


def test_visits_are_totals_from_home_to_host(operator, visited):
    assert rows_of(operator.get(FLOWS)) == [["Oak", "Elm", "1", "0"]]
    page = operator.get(PAGE).content.decode()
    assert re.search(r'<th scope="row" dir="auto">Oak</th><td[^>]*data-label="Elm">1</td>', page)


def test_what_else_was_given_is_added_up_beside_the_visits(operator, visited):
    oak, elm, _ash = visited
    with elm.within:
        for number in range(2):
            used(str(number), issuer_did=oak.coop.did, issuer_name="Oak")
        used("undone", issuer_did=oak.coop.did, issuer_name="Oak", undone_at=clock.now())
        used("afar", issuer_did="did:web:afar.example", issuer_name="Afar")

    assert rows_of(operator.get(FLOWS)) == [["Oak", "Elm", "1", "2"], ["Afar", "Elm", "0", "1"]]


def test_a_benefit_that_was_used_is_a_first_visitor_too(operator):
    ash = build.cooperative("ash")
    with scope.within(ash.pk):
        used("one", issuer_did="did:web:afar.example", issuer_name="Afar")

    assert funnel(operator)["First visitor"] == "1"


def test_no_page_and_no_sheet_names_a_person(operator, visited):
    oak, *_rest = visited
    told = interested(name="Ada Marsh")
    plan = {"step": "Call her", "on": clock.localdate(), "who": "Quokka Canary"}
    service.plan_next_step(told, **plan, by=User.objects.get(email="olwen@example.org"))
    year = clock.localdate().year
    with oak.within:
        holder = Credential.objects.select_related("membership__member").first().membership.member
    for address in (PAGE, SHEET, FLOWS, f"{PAGE}{year}/"):
        told = operator.get(address).content.decode()
        named = (VISITOR, holder.number, "Ada Marsh", "Pat of", "Quokka Canary", "Olwen")
        assert not [who for who in named if who in told]
    assert "A next step is planned." in operator.get(SHEET).content.decode()


def test_a_federation_counts_its_own_only(visited):
    _oak, elm, _ash = visited
    commons = build.cooperative("commons", name="Commons", level="secondary")
    owner = User.objects.create_user("dele@example.org", name="Dele")
    with scope.within(commons.pk):
        Staff.objects.create(user=owner, roles=[Staff.Role.OWNER])
    Seat.objects.create(kind=Seat.Kind.STAFF, user=owner, cooperative=commons)
    told = interested(organisation="Elm", federation=commons)
    service.link_cooperative(told, elm.coop, by=owner)
    browser = Client()
    browser.force_login(owner)

    assert [row[0] for row in rows_of(browser.get(SHEET))] == ["Elm"]
    assert rows_of(browser.get(FLOWS)) == [["Oak", "Elm", "1", "0"]], "what its own host recorded"


@pytest.mark.parametrize("address", [PAGE, SHEET, FLOWS, f"{PAGE}2026/"])
def test_for_everybody_else_there_is_no_such_page(address):
    somebody = Client()
    somebody.force_login(User.objects.create_user("nobody@example.org"))

    assert somebody.get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_the_report_of_a_year_tells_each_month_and_no_month_to_come(operator, visited):
    oak, elm, _ash = visited
    year = clock.localdate().year - 1
    march = datetime(year, 3, 5, tzinfo=UTC)
    Cooperative.objects.update(opened_at=march)
    with elm.within:
        Grant.objects.update(granted_at=march)
    page = operator.get(f"{PAGE}{year}/").content.decode()

    assert "Co-ops opened: 3" in page
    assert "Visiting memberships given: 1" in page
    assert "March: 1" in page
    assert "First cards of a membership: 0" in page
    now = operator.get(f"{PAGE}{year + 1}/").content.decode()
    assert "so far" in now
    assert "First cards of a membership: 2" in now
    assert operator.get(f"{PAGE}{year - 1}/").status_code == 404
    assert oak.coop.name not in page


def test_an_agreement_is_counted_once_when_its_first_terms_were_signed(operator):
    oak, elm = scene.side("oak"), scene.side("elm")
    made = scene.proposal(oak, elm)
    suggest(made, elm, [oak])
    scene.sign(made, oak, 2)
    suggest(made, elm, [oak], number=2, days=60)
    scene.sign(made, oak, 3)
    page = operator.get(f"{PAGE}{clock.localdate().year}/").content.decode()

    assert "Agreements that came into force: 1" in page


def test_the_longest_bar_fills_the_line_and_something_is_never_nothing():
    drawn = bars([("a", 1000), ("b", 1), ("c", 0)])

    assert [bar.length for bar in drawn] == ["100.0", "1.0", "0.0"]
    assert bars([("a", 0)])[0].length == "0.0"
