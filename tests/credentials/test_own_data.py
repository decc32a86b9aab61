"""What members are told of themselves: all of it, theirs alone, and to take along."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from credentials import own_data
from credentials.models import Disclosure
from tenants.models import Application, Due, Letter, Membership, MoneyEntry
from tenants.services import thread
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)
PAGE, FILE = "/me/privacy/", "/me/privacy/my-data.zip"


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def unpacked(user):
    answer = holding.signed_in(user).post(FILE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/zip")
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return {name: archive.read(name) for name in archive.namelist()}


def test_a_member_reads_and_takes_along_what_each_coop_keeps_and_nothing_of_others():
    oak, elm = holding.opened(), holding.opened("hillside", "Hillside Tools")
    amara, bea = holding.person(), holding.person("bea@example.org", "Bea Bilby")
    first, second = holding.card(oak, amara), holding.card(elm, amara)
    holding.card(oak, bea)
    with oak.within:
        Disclosure.objects.create(
            membership=first.membership,
            asker_did="did:web:x",
            asker_name="Northlight",
            question="q",
            evidence="shown",
            told=["name"],
        )
        due = Due.objects.create(
            member=first.membership.member,
            kind="fee",
            amount=30,
            currency="GBP",
            due_on="2026-01-31",
        )
        MoneyEntry.objects.create(due=due, action="received", amount=30, on="2026-01-30")
    assert f'href="{PAGE}"' in holding.signed_in(amara).get("/me/").text
    text = holding.signed_in(amara).get(PAGE).text.replace("<wbr>", "")
    for said in ("Green Valley Food Co-op", "Hillside Tools", "Northlight", amara.email):
        assert said in text
    assert "Bilby" not in text
    assert "Kept while you are a member, and 3 years" in text

    files = unpacked(amara)
    whole = b"".join(files.values())
    assert b"Bilby" not in whole
    assert {first.document.encode(), second.document.encode()} <= set(files.values())
    [name] = [each for each in files if each.startswith("green-valley") and "data.json" in each]
    data = json.loads(files[name])
    assert data["member"]["email"] == amara.email
    assert data["told"][0]["asker_name"] == "Northlight"
    assert [each["booked"][0]["amount"] for each in data["money"]] == ["30.00"]
    letters = json.loads(files[name.replace("data.json", "letters.json")])
    assert [each["kind"] for each in letters] == ["card"]
    for hidden in ("name_key", "email_key", "digest"):
        assert hidden not in data["member"]


def test_who_left_reads_until_when_it_is_kept_and_who_is_nowhere_reads_that():
    oak, amara = holding.opened(), holding.person()
    card = holding.card(oak, amara)
    with oak.within:
        Membership.objects.filter(pk=card.membership_id).update(standing="ended")
    assert "Your data is kept until" in holding.signed_in(amara).get(PAGE).text
    nobody = holding.person("nobody@example.org", "Nobody")
    assert "Nothing is kept" in holding.signed_in(nobody).get(PAGE).text
    assert unpacked(nobody) == {}
    assert Client().get(PAGE).status_code == Client().post(FILE).status_code == 302
    assert holding.signed_in(amara).get(FILE).status_code == 405


def test_what_was_written_about_the_application_that_led_to_the_membership_is_taken_along():
    oak, amara = holding.opened(), holding.person()
    first = holding.card(oak, amara)
    with oak.within:
        for name in ("Amara", "Bea"):
            row = oak.applied(name)
            thread.write_to_applicant(row, text=f"Which street, {name}?", by=oak.steward)
            thread.write_as_applicant(row, "Elm Lane.")
            thread.add_note(row, text=f"Seems nice: {name}.", by=oak.steward)
        led = Application.objects.filter(name="Amara")
        led.update(membership=first.membership)

    files = unpacked(amara)
    [name] = [each for each in files if "data.json" in each]
    [told] = json.loads(files[name])["applications"]
    assert [each["text"] for each in told["messages"]] == ["Which street, Amara?", "Elm Lane."]
    assert [each["text"] for each in told["notes"]] == ["Seems nice: Amara."]
    assert oak.steward.user.email.encode() not in files[name]


def kept_more(card, number):
    """One more of whatever grows with the years."""
    member = card.membership.member
    Disclosure.objects.create(
        membership=card.membership,
        asker_did="did:web:x",
        question=f"q{number}",
        evidence="shown",
        told=["name"],
    )
    due = Due.objects.create(
        member=member, kind="fee", amount=30, currency="GBP", due_on="2026-01-31"
    )
    MoneyEntry.objects.create(due=due, action="received", amount=30, on="2026-01-30")
    Letter.objects.create(
        kind="card", key=f"k{number}", to=member.email, about=member.code, member=member
    )


def test_however_much_is_kept_the_file_asks_as_often(django_assert_num_queries):
    """What bounds how long somebody waits for it is the number of their co-ops."""
    oak, amara = holding.opened(), holding.person()
    first = holding.card(oak, amara)
    with oak.within:
        kept_more(first, 0)
    with CaptureQueriesContext(connection) as few:
        own_data.as_zip(amara)
    with oak.within:
        for number in range(1, 20):
            kept_more(first, number)
    with django_assert_num_queries(len(few)):
        content = own_data.as_zip(amara)

    archive = zipfile.ZipFile(io.BytesIO(content))
    [name] = [each for each in archive.namelist() if "data.json" in each]
    assert len(json.loads(archive.read(name))["told"]) == 20
