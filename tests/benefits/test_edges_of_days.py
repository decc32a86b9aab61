"""A membership until a day holds to the end of that day where the co-op is: on every surface, to the second.

The moments are written out, not computed as the portal does.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format

from credentials import held
from credentials.card import pdf
from credentials.verifying.check import check_anything
from credentials.verifying.given import SignedFile
from tenants import outbox, scope
from tenants.models import Cooperative, Event, Membership, Staff
from tenants.services import clocks, place
from tests.benefits import desks, scene
from tests.credentials import holding, members

pytestmark = pytest.mark.django_db(transaction=True)
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
EDGES = {
    "kyoto": ("Asia/Tokyo", date(2026, 12, 31), datetime(2026, 12, 31, 15, tzinfo=UTC)),
    "sao paulo": ("America/Sao_Paulo", date(2026, 12, 31), datetime(2027, 1, 1, 3, tzinfo=UTC)),
    "apia": ("Pacific/Apia", date(2026, 12, 31), datetime(2026, 12, 31, 11, tzinfo=UTC)),
    # The days on which the clocks change in Berlin have 23 and 25 hours.
    "berlin in march": ("Europe/Berlin", date(2027, 3, 28), datetime(2027, 3, 28, 22, tzinfo=UTC)),
    "berlin in october": (
        "Europe/Berlin",
        date(2027, 10, 31),
        datetime(2027, 10, 31, 23, tzinfo=UTC),
    ),
}


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


def paper(card, home):
    document = pypdfium2.PdfDocument(pdf.card_pdf(held.face_of(card, home)))
    return document[0].get_textpage().get_text_range()


def surfaces(side, card, text, browser, device):
    """What each says now."""
    document = json.loads(card.document)
    with scope.nowhere():
        file = check_anything(SignedFile(document)).verdict
    looked_up = Client().get(f"/v/{card.card_code}").context["answer"].verdict
    cache.clear()
    desk = desks.headline(desks.hold_out(device, text))
    answer = browser.get(f"/me/cards/{card.code}/")
    assert answer.status_code == 200, answer
    mine = answer.content.decode()
    return {"file": file, "page": looked_up, "desk": desk, "mine": "Run out" in mine}


@pytest.mark.parametrize(("zone", "day", "end"), EDGES.values(), ids=EDGES)
def test_the_last_day_holds_to_its_last_second(clock, zone, day, end):
    clock(end - DAY / 4)
    side = scene.side("elm")
    Cooperative.objects.filter(pk=side.coop.pk).update(time_zone=zone)
    side.coop.refresh_from_db()
    user = holding.person()
    membership, card, text = desks.carded(side, ends_on=day, user=user)
    with side.within:
        holding.seats.seat_members([membership.member])
    device, browser = desks.paired(side), holding.signed_in(user)

    assert json.loads(card.document)["validUntil"] == f"{end:%Y-%m-%dT%H:%M:%SZ}"
    assert date_format(day, "DATE_FORMAT") in paper(card, side.coop)

    clock(end - SECOND)
    before = surfaces(side, card, text, browser, device)
    with side.within:
        assert clocks.end_due_memberships() == 0
    clock(end)
    after = surfaces(side, card, text, browser, device)
    with side.within:
        assert clocks.end_due_memberships() == 1

    assert before == {"file": "good", "page": "good", "desk": "Member", "mine": False}
    assert after == {"file": "expired", "page": "expired", "desk": "Not valid", "mine": True}


def test_another_time_zone_is_another_end_and_everybody_gets_a_new_card():
    side = scene.side("elm")
    with side.within:
        owner = Staff.objects.create(user=scene.person("oda@example.org"), roles=["owner"])
        day = timezone.localdate() + timedelta(30)
        membership, old, _text = desks.carded(side, ends_on=day)
        browser = holding.signed_in(owner.user)
        told = {"time_zone": "Asia/Tokyo", "language": "en", "currency": "JPY", "languages": ["ja"]}
        asked = browser.post("/c/elm/staff/settings/place/", told)
        assert "Give 1 person a new card?" in asked.content.decode()
        browser.post("/c/elm/staff/settings/place/", {**told, "sure": "1"})
        outbox.drain()

        new = members.card_of(membership)
        here = Cooperative.objects.get(pk=side.coop.pk)
        assert (here.time_zone, here.languages, here.currency) == ("Asia/Tokyo", ["ja"], "JPY")
        assert new.pk != old.pk
        assert new.valid_until == datetime(day.year, day.month, day.day, 15, tzinfo=UTC)
        assert Event.objects.filter(name="PlaceSettled", by=owner).count() == 1

        place.settle_place(by=owner, currency="EUR")
        outbox.drain()
        assert members.card_of(membership).pk == new.pk
        assert Membership.objects.get().ends_on == day


def test_a_zone_that_is_nowhere_is_refused_in_a_sentence():
    side = scene.side("elm")
    with side.within:
        owner = Staff.objects.create(user=scene.person("oda@example.org"), roles=["owner"])
        told = {"time_zone": "Moon/Apollo", "language": "en", "currency": "EUR"}
        answer = holding.signed_in(owner.user).post("/c/elm/staff/settings/place/", told)

        assert answer.status_code == 422
        assert "Choose a time zone from the list." in answer.content.decode()
