from __future__ import annotations

import io
from uuid import uuid4

import pytest
from django.utils import timezone
from PIL import Image

from tenants import outbox
from tenants.models import Member, Membership, PaperRecord
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    return office()


def filled(oak, **values):
    return {
        "key": str(uuid4()),
        "membership_class": str(oak.consumer.code),
        "name": "Grete  Müller",
        "signed_on": "2026-03-01",
        "seen_on": "2026-03-04",
        "filed": "Green folder, 14",
        "known_by": ["inPerson", "documentChecked"],
        "share_name": "on",
        "send_card": "on",
        **values,
    }


def picture():
    file = io.BytesIO()
    whole = Image.new("RGB", (3000, 2000), "white")
    whole.save(file, "PNG", pnginfo=None)
    file.seek(0)
    file.name = "paper.png"
    return file


def add(oak, **values):
    return oak.browser().post(oak.url("members/add/"), filled(oak, **values))


def test_a_person_without_an_address_is_entered_with_what_was_signed(oak):
    answer = add(oak, scan=picture())

    with oak.within:
        membership = Membership.objects.select_related("member").get()
        record = PaperRecord.objects.get()
    assert answer.status_code == 302
    assert str(membership.member.code) in answer["Location"]
    assert (membership.member.name, membership.member.email) == ("Grete Müller", "")
    assert membership.evidence == [
        {"method": "inPerson", "date": "2026-03-04"},
        {"method": "documentChecked", "date": "2026-03-04"},
    ]
    assert str(record.signed_on) == "2026-03-01"
    with Image.open(io.BytesIO(bytes(record.scan))) as kept:
        assert (kept.format, kept.size) == ("JPEG", (2000, 1333)), "drawn anew, and smaller"
    page = oak.browser().get(answer["Location"]).content.decode()
    assert "Green folder, 14" in page
    assert f"papers/{record.code}/" in page
    assert oak.browser().get(oak.url(f"papers/{record.code}/"))["Content-Type"] == "image/jpeg"


def test_sent_twice_one_person_is_entered(oak):
    key = str(uuid4())
    first, second = (add(oak, key=key) for _ in range(2))

    assert first["Location"] == second["Location"]
    with oak.within:
        assert Member.objects.count() == 1


def test_who_may_be_known_is_offered_and_can_be_overruled(oak):
    known = oak.joined("Grete Müller", "grete@example.org").member

    asked = add(oak)
    assert asked.status_code == 422
    assert known.number in asked.content.decode()
    refused = add(oak, person=str(known.code))
    assert refused.status_code == 422
    assert "running membership of this kind" in refused.content.decode()
    assert add(oak, person="nobody", email="grete@example.org").status_code == 302
    with oak.within:
        assert sorted(Member.objects.values_list("email", flat=True)) == ["grete@example.org"] * 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"seen_on": "2999-01-01"}, "still to come"),
        ({"name": ""}, "“Full name” is missing"),
        ({"scan": io.BytesIO(b"<svg onload=alert(1)>")}, "no picture"),
        ({"membership_class": str(uuid4())}, "Choose a kind of membership"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(oak, wrong, sentence):
    answer = add(oak, **wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "Green folder, 14" in answer.content.decode()
    with oak.within:
        assert not Member.objects.exists()


def test_it_begins_today_and_no_card_is_mailed_where_that_was_not_wanted(oak):
    add(oak, send_card="", email="grete@example.org")

    outbox.drain()
    with oak.within:
        membership = Membership.objects.get()
    assert membership.starts_on == timezone.localdate()
    assert not membership.announce
