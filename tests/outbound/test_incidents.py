"""Reports between portals: taken only from whom we told, delivered or said not to be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from benefits.models import Incident
from credentials.core import incident, jws
from credentials.core.incident import Reply, Report
from credentials.services.disclosing import note_disclosure
from tests.benefits.scene import side
from tests.credentials import members
from tests.outbound.abroad import Abroad
from tests.outbound.asker import Asker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak(db):
    return side("oak", "Oak Street")


@pytest.fixture
def elm(server):
    return Asker(server)


@pytest.fixture
def told(oak, elm):
    """Elm's desk asked by this nonce, and was told of a member of Oak."""
    membership, _card = members.carded(oak.coop)
    with oak.within:
        note_disclosure(membership, asker=(elm.did, elm.name), nonce="n-1", told=["initials"])
    return membership


def reported(elm, oak, **changed):
    values = {
        "sender": elm.did,
        "sender_name": elm.name,
        "reader": oak.coop.did,
        "incident": uuid4(),
        "reference": "n-1",
        "kind": "damage",
        "what": "10 % off",
        "at": timezone.now(),
        "text": "Two lines\nof it.",
    }
    return Report(**values | changed)


def post(statement, elm, *, signer=None, now=None, **changed):
    payload = incident.write(statement, now=now or timezone.now()) | changed
    text = jws.sign(payload, (signer or elm).signer, typ=incident.TYPE)
    client = Client(enforce_csrf_checks=True)
    return client.post("/incidents", text, content_type="application/jwt").status_code


def rows(oak):
    with oak.within:
        return list(Incident.objects.all())


def test_whom_we_told_may_report_and_is_shown_with_its_portal(oak, elm, told):
    assert post(reported(elm, oak), elm) == 204
    [row] = rows(oak)

    assert (row.membership_id, row.other_name) == (told.pk, "Elm Books (partner.test)")
    assert row.text == "Two lines\nof it."


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"reference": "n-2"}, 404),
        ({"reader": "did:web:localhost%3A8000:c:nobody"}, 404),
        ({"kind": ""}, 400),
        ({"text": ""}, 400),
        ({"text": "x" * 1001}, 400),
        ({"text": "turned \u202e around"}, 400),
        ({"what": "two\nlines"}, 400),
        ({"at": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, 400),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused(oak, elm, told, changed, status):
    assert post(reported(elm, oak, **changed), elm) == status
    assert rows(oak) == []


def test_words_are_taken_as_people_type_them(oak, elm, told):
    text = "Qui\u00a0?\tUne fermi\u00e8re \U0001f469\u200d\U0001f33e."

    assert post(reported(elm, oak, text=text, what="10\u202f% off"), elm) == 204
    assert rows(oak)[0].text == text


def test_nobody_reports_in_another_name_or_about_whom_another_was_told_of(oak, elm, told, server):
    thief = Abroad("thief", b"t" * 32)
    thief.pages = elm.pages
    thief.publish(server)

    assert post(reported(elm, oak), elm, signer=thief) == 400
    assert post(reported(elm, oak, sender=thief.did), elm, signer=thief) == 404
    assert post(reported(elm, oak), elm, now=timezone.now() - timedelta(hours=1)) == 400
    assert rows(oak) == []


def test_each_of_two_co_ops_sends_the_other_so_many(oak, elm, told, server, settings):
    """Whatever others send in its name is not counted, nor what it sends to others."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "incident": "1/d/key"}
    cache.clear()
    thief = Abroad("thief", b"t" * 32)
    thief.pages = elm.pages
    thief.publish(server)
    assert post(reported(elm, oak), elm, signer=thief) == 400
    assert post(reported(elm, oak, reader="did:web:localhost%3A8000:c:nobody"), elm) == 404

    assert [post(reported(elm, oak), elm) for _time in range(2)] == [204, 429]
    assert len(rows(oak)) == 1


def test_a_kind_that_we_do_not_know_is_something_else(oak, elm, told):
    post(reported(elm, oak, kind="of-a-later-version"), elm)

    assert rows(oak)[0].kind == "other"


def test_an_answer_to_what_was_never_reported_is_refused(oak, elm):
    assert post(Reply(elm.did, oak.coop.did, uuid4(), "Done."), elm) == 404


def test_the_answer_is_delivered_to_the_other_portal_or_said_not_to_be(oak, elm, told):
    post(reported(elm, oak), elm)
    office = oak.browser()
    with oak.within:
        oak.staff.roles = ["membership"]
        oak.staff.save()
    address = f"/c/oak/staff/incidents/{rows(oak)[0].code}/"
    elm.status = "503 Service Unavailable"
    page = office.post(address, {"text": "We talked."})

    assert page.status_code == 422
    assert "The other co-op did not answer. Nothing was sent." in page.content.decode()
    assert "We talked." in page.content.decode()
    assert rows(oak)[0].answer == ""
