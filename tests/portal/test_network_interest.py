from __future__ import annotations

import csv
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from coopportal.services import interest as service
from tenants import scope
from tenants.models import Cooperative, Event, Interest, Seat, Staff, User
from tests import build
from tests.portal.interests import interested, letters

pytestmark = pytest.mark.django_db(transaction=True)
State = Interest.State
LIST, SHEET = "/network/interest/", "/network/interest.csv"


@pytest.fixture(autouse=True)
def _no_limits_from_before():
    cache.clear()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def operator():
    return signed_in(User.objects.create_superuser("olwen@example.org", name="Olwen"))


@pytest.fixture
def commons():
    return build.cooperative("commons", name="Commons", level="secondary")


def seat(coop, *roles, email="dele@example.org"):
    user = User.objects.create_user(email, name="Dele")
    with scope.within(coop.pk):
        Staff.objects.create(user=user, roles=list(roles))
    Seat.objects.create(kind=Seat.Kind.STAFF, user=user, cooperative=coop)
    return user


@pytest.fixture
def federation(commons):
    return signed_in(seat(commons, Staff.Role.OWNER))


def rows_of(answer):
    return list(csv.reader(answer.content.decode("utf-8-sig").splitlines()))[1:]


def test_the_operator_sees_everybody_who_confirmed(operator):
    interested(organisation="Brook Lane Bakery")
    service.register_interest(
        kind="coop", organisation="Not Yet", name="A", country="GB", email="b@example.org"
    )
    page = operator.get(LIST).content.decode()

    assert "Brook Lane Bakery" in page
    assert "Not Yet" not in page
    assert "New (1)" in page


def test_a_federation_sees_those_who_chose_it_and_nobody_else(federation, commons):
    mine = interested(organisation="Chose Us", federation=commons)
    other = interested(organisation="Chose Nobody", email="b@example.org")
    page = federation.get(LIST).content.decode()

    assert "Chose Us" in page
    assert "Chose Nobody" not in page
    assert [row[2] for row in rows_of(federation.get(SHEET))] == ["Chose Us"]
    assert federation.get(f"{LIST}{mine.code}/").status_code == 200
    for method in ("get", "post"):
        assert getattr(federation, method)(f"{LIST}{other.code}/").status_code == 404


def test_a_federations_owners_find_the_list_on_their_first_page(federation, commons):
    interested(federation=commons)
    page = federation.get("/c/commons/staff/").content.decode()

    assert "1 is new." in page
    assert 'href="/network/interest/"' in page


def test_an_ordinary_cooperative_has_no_such_section():
    oak = build.cooperative("oak")
    page = signed_in(seat(oak, Staff.Role.OWNER)).get("/c/oak/staff/").content.decode()

    assert "/network/interest/" not in page


def test_whoever_looks_after_the_list_hears_of_it_once_an_hour(operator, federation, commons):
    for number, chosen in enumerate((commons, None, commons)):
        row = service.register_interest(
            kind="coop",
            organisation=f"Secret {number}",
            name="Ada",
            country="GB",
            email=f"a{number}@example.org",
            federation=chosen,
        )
        Client().post(f"/interest/{service.link_token(row.code)}/")
    sent = [each for each in letters() if each.subject == "Somebody would like to take part"]

    assert sorted(each.to[0] for each in sent) == ["dele@example.org", "olwen@example.org"]
    for each in sent:
        assert "/network/interest/" in each.body
        assert "Secret" not in each.body + each.alternatives[0][0]


def test_a_federation_hears_nothing_of_those_who_did_not_choose_it(federation):
    row = service.register_interest(
        kind="coop", organisation="Oak", name="Ada", country="GB", email="a@example.org"
    )
    Client().post(f"/interest/{service.link_token(row.code)}/")

    assert "dele@example.org" not in [address for each in letters() for address in each.to]


def test_only_the_operator_opens_a_cooperative(federation, commons):
    mine = interested(federation=commons)
    page = federation.get(f"{LIST}{mine.code}/").content.decode()

    assert "Invite: open a co-op" not in page
    for method in ("get", "post"):
        assert getattr(federation, method)(f"{LIST}{mine.code}/invite/").status_code == 404


@pytest.mark.parametrize("who", ["member of a primary", "desk of a federation", "left", "nobody"])
def test_for_everybody_else_there_is_no_such_page(commons, who):
    found = interested(federation=commons)
    if who == "member of a primary":
        user = seat(build.cooperative("oak"), Staff.Role.OWNER)
    elif who == "nobody":
        user = User.objects.create_user("nobody@example.org")
    else:
        user = seat(commons, Staff.Role.DESK if "desk" in who else Staff.Role.OWNER)
    if who == "left":
        with scope.within(commons.pk):
            Staff.objects.update(removed_at=timezone.now())
    for address in (LIST, SHEET, f"{LIST}{found.code}/", f"{LIST}{found.code}/invite/"):
        for method in ("get", "post"):
            assert getattr(signed_in(user), method)(address).status_code in {404, 405}
            away = getattr(Client(), method)(address)
            assert away["Location"].startswith("/accounts/login/")


def test_the_sheet_holds_exactly_what_is_filtered_and_no_formula(operator):
    interested(organisation='=HYPERLINK("https://x.example")', sector="food")
    interested(organisation="Turbine", sector="energy", email="b@example.org")
    interested(organisation="+Bread", sector="food", email="c@example.org", wishes=["try"])

    names = [row[2] for row in rows_of(operator.get(f"{SHEET}?sector=food"))]
    assert sorted(names) == ["'+Bread", '\'=HYPERLINK("https://x.example")']
    names = [row[2] for row in rows_of(operator.get(f"{SHEET}?sector=food&wish=try"))]
    assert names == ["'+Bread"]
    assert rows_of(operator.get(f"{SHEET}?state=invited")) == []
    assert [row[2] for row in rows_of(operator.get(f"{SHEET}?q=TURB"))] == ["Turbine"]


def test_a_next_step_has_a_day_and_a_name_or_is_refused(operator):
    found = interested()
    address = f"{LIST}{found.code}/"
    refused = operator.post(address, {"form": "next", "next-step": "Call Ada"})
    assert refused.status_code == 422
    assert "Enter by when it is done." in refused.content.decode()
    assert 'value="Call Ada"' in refused.content.decode()

    yesterday = timezone.localdate() - timedelta(days=1)
    told = {"form": "next", "next-step": "Call Ada", "next-on": yesterday, "next-who": "Olwen"}
    assert operator.post(address, told)["Location"] == address
    page = operator.get(LIST).content.decode()
    assert "Call Ada" in page
    assert "Overdue" in page
    assert "Next: Call Ada" in operator.get(address).content.decode()


def test_a_note_says_who_wrote_it(operator):
    found = interested()
    operator.post(f"{LIST}{found.code}/", {"form": "note", "note-text": "Speaks Welsh"})

    note = found.notes.first()
    assert (note.text, note.who) == ("Speaks Welsh", "Olwen")


def test_two_colleagues_do_not_move_it_past_one_another(operator):
    found = interested()
    address = f"{LIST}{found.code}/"
    moved = {"form": "state", "state-to": "talking", "state-was": "new"}
    operator.post(address, moved)
    operator.post(address, {**moved, "state-to": "not_now"})

    found.refresh_from_db()
    assert found.state == State.TALKING
    assert found.notes.count() == 2, "registered, moved once"


def test_nobody_is_invited_by_moving_a_card(operator):
    found = interested()
    told = {"form": "state", "state-to": "invited", "state-was": "new"}

    assert operator.post(f"{LIST}{found.code}/", told).status_code == 422


def test_inviting_opens_the_cooperative_with_what_is_known(operator):
    found = interested(sector="food", country="GB")
    address = f"{LIST}{found.code}/invite/"
    page = operator.get(address).content.decode()
    assert 'value="Brook Lane Bakery"' in page
    assert page.count('value="ada@example.org"') == 2

    told = {
        "name": "Brook Lane Bakery",
        "preset": "consumer",
        "email": "ada@example.org",
        "steward_email": "ada@example.org",
    }
    assert operator.post(address, told)["Location"] == f"{LIST}{found.code}/"
    found.refresh_from_db()
    coop = Cooperative.objects.get(slug="brook-lane-bakery")
    assert (found.state, found.cooperative) == (State.INVITED, coop)
    assert (coop.sector, coop.country) == ("food", "GB")
    with scope.within(coop.pk):
        assert Event.objects.filter(name="StaffInvited").count() == 1
    assert operator.get(address).status_code == 404, "it has its co-op by now"


def test_a_cooperative_that_is_here_already_can_be_linked(operator):
    found, oak = interested(), build.cooperative("oak")
    operator.post(f"{LIST}{found.code}/invite/", {"here": "yes", "here-cooperative": str(oak.pk)})

    found.refresh_from_db()
    assert found.cooperative == oak


def test_the_mail_log_stands_on_the_page(operator):
    found = interested()
    letters()
    page = operator.get(f"{LIST}{found.code}/").content.decode()

    assert page.count('class="badge badge-ok">Sent<') == 2


def test_nothing_is_chosen_beforehand_for_who_is_invited(operator):
    found = interested()
    service.link_cooperative(found, build.cooperative("oak"), by=User.objects.get())
    address = f"{LIST}{found.code}/"
    page = operator.get(address).content.decode()
    first = re.search(r'<select name="state-to".*?<option ([^>]*)>', page, re.DOTALL)

    assert first[1] == 'value=""'
    told = {"form": "state", "state-to": "", "state-was": "invited"}
    assert "Choose where it stands." in operator.post(address, told).content.decode()
    found.refresh_from_db()
    assert found.state == State.INVITED


def test_deleting_an_interest_leaves_its_cooperative(operator):
    found, oak = interested(), build.cooperative("oak")
    service.link_cooperative(found, oak, by=User.objects.get())
    service.delete_interest(found)

    assert Cooperative.objects.filter(pk=oak.pk).exists()
