"""A federation with more co-ops than one document holds: signed in parts, compared, searched, renewed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from credentials import accreditations, resolving, trust_lists
from credentials.core import trust_list as core
from credentials.core.report import PASSED
from credentials.core.verification import verify_credential
from credentials.models import PublishedDocument, Ruling, TrustListPart, TrustListVersion
from credentials.services import trust_list
from tenants import outbox
from tests.credentials.accrediting import party, scene
from tests.support.kept import kept

pytestmark = pytest.mark.django_db(transaction=True)
ORIGIN = "http://localhost:8000"
URL = f"{ORIGIN}/c/commons/trust-list.json"


@kept
def six():
    made = scene()
    made.parties = [made.oak, *(party(f"fir-{number}") for number in range(5))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core, "MOST", 2)
        for each in made.parties:
            made.decide(made.ask(each, vouchers=(made.elm, made.ash)))
        outbox.drain()
    return made


@pytest.fixture
def long(monkeypatch):
    """Six co-ops on a list of which one document holds two."""
    made = six()
    monkeypatch.setattr(core, "MOST", 2)
    return made


def fetched(address):
    answer = Client().get(address.removeprefix(ORIGIN))
    assert answer.status_code == 200, address
    return json.loads(answer.content)


def parts_now():
    return core.parts_of(fetched(URL), url=URL)


def dids(*parties):
    return {each.coop.did for each in parties}


def versions(made):
    with made.body.within:
        return list(TrustListVersion.objects.all())


def test_a_stranger_finds_everybody_by_the_parts_that_the_list_names(long):
    now, body = timezone.now(), long.body.coop.did
    found = []
    for address in parts_now():
        document = fetched(address)
        report = verify_credential(
            document, now=now, resolve=resolving.resolve, fetch_status=resolving.fetch_status
        )
        assert {check.outcome for check in report.checks} == {PASSED}
        found += core.read_part(document, url=address, whole=URL, issuer=body, now=now)

    assert {one.did for one in found} == dids(*long.parties)
    assert trust_lists.listed_dids(now) == dids(*long.parties)
    assert versions(long)[0].size == len(found) == len(long.parties)


def test_a_change_signs_one_part_and_the_list_anew_and_leaves_the_rest(long):
    before = {address: fetched(address) for address in parts_now()}
    row = accreditation_of(long, long.parties[3])
    long.suspend(row)
    outbox.drain()
    after = {address: fetched(address) for address in parts_now()}

    assert len(set(after) - set(before)) == 1
    assert all(after[each] == before[each] for each in set(after) & set(before))
    assert trust_lists.listed_dids(timezone.now()) == dids(*long.parties) - dids(long.parties[3])


def accreditation_of(made, who):
    with made.body.within:
        return accreditations.asked_of_us().get(applicant=who.coop)


def test_the_history_compares_versions_across_their_parts(long):
    number = versions(long)[0].number
    row = accreditation_of(long, long.parties[2])
    long.decide(row, kind=Ruling.Kind.REVOKE, valid_until=None, assurance="", reason="Sold.")
    outbox.drain()

    page = Client().get("/c/commons/trust-list/history/").content.decode()
    assert f"From version {number} to version {number + 1}" in page
    assert page.count("No longer listed") == 1
    assert fetched(f"/c/commons/trust-list/{number}.json")["credentialSubject"]["parts"]
    # From a version that was one document to one in parts.
    whole = Client().get(f"/c/commons/trust-list/history/?from=0&to={number}").content.decode()
    assert whole.count('class="card-title"') == len(long.parties)


def test_old_parts_are_signed_again_some_at_a_turn_and_stay_the_same_version(long, monkeypatch):
    monkeypatch.setattr(trust_list, "PARTS_AT_A_TURN", 2)
    before = versions(long)[0].number
    with long.body.within:
        TrustListPart.objects.update(signed_at=timezone.now() - timedelta(days=4))
        parts, turns = len(parts_now()), 0
        while trust_list.is_list_old():
            trust_list.renew_trust_list()
            turns += 1

    assert turns == -(-parts // 2)
    assert versions(long)[0].number == before


def test_a_part_that_is_not_the_bodys_or_out_of_date_lists_nobody(long):
    address = parts_now()[0]
    row = PublishedDocument.objects.get(url=address)
    listed = {one["id"] for one in json.loads(row.body)["credentialSubject"]["accredited"]}
    PublishedDocument.objects.filter(pk=row.pk).update(
        body=row.body.replace("inForce", "suspended"), etag="another"
    )

    assert trust_lists.listed_dids(timezone.now()) == dids(*long.parties) - listed
    assert trust_lists.listed_dids(timezone.now() + timedelta(days=8)) == set()


def fill_up(made, monkeypatch):
    """One more is accredited than the list has room for."""
    monkeypatch.setattr(trust_list, "MOST_PARTS", len(parts_now()) - 1)
    made.decide(made.ask(party("fir-5"), vouchers=(made.elm, made.ash)))
    outbox.drain()


def test_a_list_of_more_parts_than_readers_take_stays_as_it_was(long, monkeypatch):
    before = parts_now()
    fill_up(long, monkeypatch)

    assert parts_now() == before
    assert trust_lists.listed_dids(timezone.now()) == dids(*long.parties)
    assert "The list is full" in Client().get("/c/commons/trust-list/").content.decode()


def test_a_full_list_keeps_no_part_from_being_renewed(long, monkeypatch):
    fill_up(long, monkeypatch)
    with long.body.within:
        old = timezone.now() - timedelta(days=4)
        TrustListVersion.objects.update(signed_at=old, full_at=old)
        TrustListPart.objects.update(signed_at=old)
        trust_list.renew_trust_list()

        assert not TrustListPart.objects.filter(signed_at=old).exists()
        assert not trust_list.is_list_old(), "it is tried again tomorrow, not each minute"


def test_who_can_make_room_is_told_that_the_list_is_full_once_and_until_there_is(
    long, monkeypatch, mailoutbox
):
    long.body.staff("dee", "desk")
    fill_up(long, monkeypatch)
    outbox.drain()
    told = [each for each in mailoutbox if "is full" in each.subject]
    pages = {
        (name, page): long.body.browser(name).get(f"/c/commons/staff/{page}").content.decode()
        for name, page in (("first", ""), ("second", "accreditations/"), ("dee", ""))
    }
    full = {key for key, html in pages.items() if "Your trust list is full" in html}

    assert len({each.to[0] for each in told}) == len(told) >= 2
    assert not [each for each in told if "dee@" in each.to[0]]
    assert full == {("first", ""), ("second", "accreditations/")}
    monkeypatch.setattr(trust_list, "MOST_PARTS", 256)
    with long.body.within:
        trust_list.sign_trust_list()
    assert "is full" not in long.body.browser("first").get("/c/commons/staff/").content.decode()


def test_people_leaf_through_it_and_look_for_a_name(long, monkeypatch):
    monkeypatch.setattr("credentials.views.trust_list.ROWS", 4)
    long.decide(long.ask(long.elm, vouchers=(long.oak, long.ash), legal_name="Zebra Wood Limited"))
    outbox.drain()
    page = Client().get("/c/commons/trust-list/").content.decode()
    last = Client().get("/c/commons/trust-list/?page=2").content.decode()
    found = Client().get("/c/commons/trust-list/?q=zebra").content.decode()
    nobody = Client().get("/c/commons/trust-list/?q=heron").content.decode()

    assert "1 to 4 of 7" in page
    assert "Zebra Wood" not in page
    assert "Zebra Wood" in last
    assert "Zebra Wood" in found
    assert found.count("<tr>") == 2
    assert "No co-op of that name is on the list" in nobody
