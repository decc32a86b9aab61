"""A desk sees its own co-op and its own checks; other devices, people and co-ops find nothing there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from benefits.models import DeskCheck
from benefits.tasks import daily
from tests.architecture.tree import name_of, python_files
from tests.benefits import desks, scene
from tests.benefits.scene import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_asked_before():
    cache.clear()


@pytest.fixture
def answered(elm):
    """A check at Elm's front desk."""
    desks.hold_out(desks.paired(elm), desks.carded(elm, name="Bettong Canary-2f7d")[2])
    return f"/desk/r/{desks.last_check(elm).code}/"


def test_another_desk_does_not_find_the_answer(elm, oak, answered):
    for device in (desks.paired(elm, "Café till"), desks.paired(oak)):
        assert device.get(answered).status_code == 404
        assert device.post(f"{answered}id/", {"yes": ""}).status_code == 404


def test_who_is_no_desk_is_led_to_where_desks_are_paired(elm, answered):
    strangers = [Client(), Client()]
    strangers[1].force_login(person("someone@example.net"))
    for stranger in strangers:
        for answer in (stranger.get(answered), stranger.post(f"{answered}id/", {"yes": ""})):
            assert (answer.status_code, answer["Location"]) == (302, "/desk/")


def test_staff_without_a_device_are_no_desk(elm, answered):
    office = Client()
    office.force_login(desks.seat(elm).user)

    assert office.get(answered).status_code == 302


def test_a_form_of_another_site_checks_nothing(elm):
    device = desks.paired(elm)
    device.handler.enforce_csrf_checks = True
    answer = device.post(
        "/desk/", {"text": desks.carded(elm)[2]}, headers={"origin": "https://evil.example"}
    )

    assert answer.status_code == 403
    assert desks.last_check(elm) is None


def test_nothing_of_the_homes_members_is_read_for_the_hosts_decision(elm, oak):
    """The home answers what the card's code stands for, as it would any phone; its register stays shut."""
    scene.agreed(oak, elm)
    _membership, card, _text = desks.carded(oak)
    device = desks.paired(elm)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        desks.hold_out(device, card.document)

    touched = [query["sql"] for query in seen if oak.coop.pk.hex in query["sql"]]
    tables = ("tenants_member", "tenants_membership", "credentials_credential")
    assert not [sql for sql in touched if any(f'"{table}"' in sql for table in tables)]
    assert desks.last_check(elm).reason == "partner"


def test_today_lists_this_desks_checks_and_no_others(elm, oak):
    front, till = desks.paired(elm), desks.paired(elm, "Café till")
    theirs = desks.paired(oak)
    desks.hold_out(front, desks.carded(elm, name="Seen Here")[2])
    desks.hold_out(till, desks.carded(elm, name="Seen Elsewhere")[2])
    desks.hold_out(theirs, desks.carded(oak, name="Seen At Oak")[2])
    html = front.get("/desk/today/").content.decode()

    assert "Seen Here" in html
    assert "1 card checked at this desk." in html
    assert "Seen Elsewhere" not in html
    assert "Seen At Oak" not in html


def test_today_begins_at_midnight_where_the_co_op_is(elm):
    device = desks.paired(elm)
    desks.hold_out(device, desks.carded(elm)[2])
    with elm.within:
        DeskCheck.objects.update(at=timezone.now() - timedelta(days=1))

    assert "Nothing checked yet" in device.get("/desk/today/").content.decode()


def test_a_stolen_device_guesses_slowly(elm):
    device = desks.paired(elm)
    answers = [device.post("/desk/", {"text": f"ZZZZ Z{n:03d}"}).status_code for n in range(65)]

    assert set(answers) == {302, 429}
    assert answers.count(302) == 60


def test_after_three_months_nobody_can_tell_who_came(elm, oak):
    scene.agreed(oak, elm)
    device = desks.paired(elm)
    for side in (elm, oak):
        desks.hold_out(device, desks.carded(side)[2])
    with elm.within:
        DeskCheck.objects.update(at=timezone.now() - timedelta(days=91))
    desks.hold_out(device, desks.carded(oak)[2])
    daily()

    with elm.within:
        told = [(row.membership_id, row.pseudonym) for row in DeskCheck.objects.order_by("pk")]
    assert told[:2] == [(None, ""), (None, "")]
    assert told[2][1]


@pytest.mark.parametrize("page", ["/desk/today/", "/desk/lookup/"])
def test_pages_of_a_desk_are_shut_to_who_is_none(elm, page):
    office = Client()
    office.force_login(desks.seat(elm).user)

    for stranger in (Client(), office):
        assert stranger.get(page)["Location"] == "/desk/"


def test_a_desk_enters_the_co_op_where_it_stands_and_no_other():
    """What it knows of another's member it was told; `answering` and the contract on imports do the rest."""
    entering = {
        name_of(path)
        for path in python_files("benefits")
        if "desk" in name_of(path) and "within(" in path.read_text(encoding="utf-8")
    }

    assert entering == {
        "benefits/desk/devices.py",
        "benefits/views/desk/access.py",
        "benefits/views/desk/pairing.py",
    }


def test_the_device_is_looked_up_once_for_a_page(elm):
    device = desks.paired(elm)
    with CaptureQueriesContext(connection) as seen:
        device.get("/desk/")

    assert len([each for each in seen if 'FROM "tenants_locator"' in each["sql"]]) == 1
