"""A federation's list: signed, verified by a stranger, kept in every version."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from credentials import resolving
from credentials.core import trust_list as core
from credentials.core.errors import CredentialError
from credentials.core.report import PASSED
from credentials.core.trust_list import read_trust_list
from credentials.core.verification import verify_credential
from credentials.models import Ruling, TrustListVersion
from credentials.services import trust_list
from credentials.tasks import refresh_published
from tenants import outbox
from tests.credentials import accrediting
from tests.credentials.accrediting import scene

pytestmark = pytest.mark.django_db(transaction=True)
URL = "http://localhost:8000/c/commons/trust-list.json"


@pytest.fixture
def all_():
    return scene()


@pytest.fixture
def listed():
    return accrediting.listed()


def fetched(**headers):
    return Client().get("/c/commons/trust-list.json", headers=headers)


def entries(answer=None):
    document = json.loads((answer or fetched()).content)
    did = document["issuer"]["id"]
    return read_trust_list(document, url=URL, issuer=did, now=timezone.now())


def versions(all_):
    with all_.body.within:
        return list(TrustListVersion.objects.order_by("number").values_list("number", flat=True))


def test_a_federation_without_co_ops_publishes_none(all_):
    assert fetched().status_code == 404
    assert Client().get("/c/commons/trust-list/").status_code == 200


def test_our_own_verifier_believes_it(listed):
    report = verify_credential(
        json.loads(fetched().content),
        now=timezone.now(),
        resolve=resolving.resolve,
        fetch_status=resolving.fetch_status,
    )

    assert {check.outcome for check in report.checks} == {PASSED}
    assert report.issuer == listed.body.coop.did


def test_it_says_who_is_accredited_how_and_until_when(listed):
    [entry] = entries()

    assert entry.did == listed.oak.coop.did
    assert (entry.category, entry.assurance, entry.standing) == ("COOP", "selfDeclared", "inForce")
    assert entry.until == str(timezone.localdate() + timedelta(300))


def test_a_suspended_co_op_stays_on_it_and_says_so(listed):
    listed.suspend(listed.row)
    outbox.drain()

    assert [entry.standing for entry in entries()] == ["suspended"]
    assert versions(listed) == [1, 2]


def test_a_revoked_co_op_is_gone_from_it(listed):
    listed.decide(
        listed.row, kind=Ruling.Kind.REVOKE, valid_until=None, assurance="", reason="Sold."
    )
    outbox.drain()

    assert entries() == ()
    assert versions(listed) == [1, 2]


def test_every_version_is_kept(listed):
    first = fetched().content
    listed.suspend(listed.row)
    outbox.drain()

    assert Client().get("/c/commons/trust-list/1.json").content == first
    assert Client().get("/c/commons/trust-list/2.json").content == fetched().content
    assert Client().get("/c/commons/trust-list/3.json").status_code == 404


def test_the_history_says_what_is_different(listed):
    listed.suspend(listed.row)
    outbox.drain()
    page = Client().get("/c/commons/trust-list/history/").content.decode()

    assert "From version 1 to version 2" in page
    assert "Standing: Accredited, now Suspended" in page
    first = Client().get("/c/commons/trust-list/history/?from=0&amp;to=1").content.decode()
    assert "Oak Street Consumers" in first


def test_who_has_it_already_is_told_so(listed):
    etag = fetched()["ETag"]

    assert fetched(**{"if-none-match": etag}).status_code == 304


def test_it_is_signed_again_before_it_grows_old_and_stays_the_same_version(listed):
    with listed.body.within:
        TrustListVersion.objects.update(signed_at=timezone.now() - trust_list.LIFE)
        assert trust_list.is_list_old()
        later = timezone.now() + timedelta(hours=1)
        trust_list.sign_trust_list(now=later)
    before = json.loads(fetched().content)["proof"]["created"]
    with listed.body.within:
        TrustListVersion.objects.update(signed_at=timezone.now() - trust_list.LIFE)
    refresh_published()

    assert json.loads(fetched().content)["proof"]["created"] != before
    assert versions(listed) == [1]
    with listed.body.within:
        assert not trust_list.is_list_old()


def test_a_list_of_another_or_of_yesterday_is_not_read(listed):
    document = json.loads(fetched().content)
    did, now = listed.body.coop.did, timezone.now()
    for url, issuer, moment in [
        (URL + "x", did, now),
        (URL, listed.oak.coop.did, now),
        (URL, did, now + timedelta(8)),
    ]:
        with pytest.raises(CredentialError):
            read_trust_list(document, url=url, issuer=issuer, now=moment)


@pytest.mark.parametrize("spoil", [
    {"standing": "great"}, {"accreditedUntil": "soon"}, {"id": "oak"}, {"eligibilityCategory": "X"},
])  # fmt: skip
def test_an_entry_that_is_badly_written_spoils_the_list(listed, spoil):
    document = json.loads(fetched().content)
    document["credentialSubject"]["accredited"][0].update(spoil)

    with pytest.raises(CredentialError):
        entries_of(document, listed)


def entries_of(document, listed):
    return read_trust_list(document, url=URL, issuer=listed.body.coop.did, now=timezone.now())


def test_a_co_op_twice_spoils_the_list(listed):
    document = json.loads(fetched().content)
    document["credentialSubject"]["accredited"] *= 2

    with pytest.raises(CredentialError):
        entries_of(document, listed)


def test_a_co_op_that_is_no_federation_has_no_list(listed):
    assert Client().get("/c/oak/trust-list/").status_code == 404
    assert Client().get("/c/oak/trust-list/history/").status_code == 404


def test_a_list_that_is_full_stops_no_accreditation(listed, monkeypatch):
    monkeypatch.setattr(core, "MOST", 1)
    monkeypatch.setattr(trust_list, "MOST_PARTS", 1)
    row = listed.decide(listed.ask(listed.elm, vouchers=(listed.oak, listed.ash)))
    outbox.drain()

    assert listed.now(row).document
    assert versions(listed) == [1]
    assert Client().get("/c/elm/accreditation.json").status_code == 200
