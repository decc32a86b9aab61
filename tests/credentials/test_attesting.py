"""The body's word: signed, marked in its lists, published by the co-op, and gone when it is over."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from credentials import accreditation_handlers, identity, resolving
from credentials.core.accreditation import read_accreditation
from credentials.core.data_integrity.proof import Expected, verify_proof
from credentials.core.did.document import linked_addresses
from credentials.core.presentation import LINKED_PURPOSE, linked_credentials
from credentials.core.report import FAILED, PASSED
from credentials.core.verification import verify_credential
from credentials.facts import AccreditationDecided
from credentials.models import Accreditation, AccreditationCredential, Finding, Ruling, SigningKey
from credentials.services import accrediting, attesting, keys
from credentials.services.keys import ANNOUNCED_FOR
from tenants import outbox
from tenants.models import Cooperative
from tests.credentials.accrediting import party, scene
from tests.support.kept import kept

pytestmark = pytest.mark.django_db(transaction=True)
Kind = Ruling.Kind
ORIGIN = "http://localhost:8000"


@pytest.fixture
def all_():
    return scene()


def fetched(address):
    answer = Client().get(address.removeprefix(ORIGIN))
    return json.loads(answer.content) if answer.status_code == 200 else None


def linked(coop):
    return linked_addresses(resolving.resolve(coop.did), coop.did)


def word_of(coop):
    """As a stranger comes to it: from the DID to the link, to the presentation, to the word."""
    [address] = linked(coop)
    shown = fetched(address)
    expected = Expected(purpose=LINKED_PURPOSE)
    signer = verify_proof(shown, resolve=resolving.resolve, now=timezone.now(), expected=expected)
    assert signer == shown["holder"] == coop.did
    [word] = linked_credentials(shown)
    return word


def report_of(word):
    return verify_credential(
        word, now=timezone.now(), resolve=resolving.resolve, fetch_status=resolving.fetch_status
    )


@kept
def accredited(all_, **values):
    row = all_.ask()
    all_.vouch(row)
    all_.see(row)
    all_.see(row, Finding.Kind.DOMAIN)
    found = all_.decide(row, assurance="registryVerified", **values)
    outbox.drain()
    return found


def test_a_stranger_finds_the_word_and_verifies_it(all_):
    accredited(all_)
    word = word_of(all_.oak.coop)
    report = report_of(word)
    claims = read_accreditation(word)

    assert {check.outcome for check in report.checks} == {PASSED}
    assert (report.issuer, report.standing) == (all_.body.coop.did, "good")
    assert (claims.subject, claims.legal_name) == (
        all_.oak.coop.did,
        "Oak Street Consumers' Co-operative Limited",
    )
    assert claims.verified_domains == ("oak.example.org",)
    assert {method for method, _day, _voucher in claims.evidence} == {
        "selfDeclared",
        "vouched",
        "registryVerified",
    }
    vouchers = {voucher for _method, _day, voucher in claims.evidence if voucher}
    assert vouchers == {all_.elm.coop.did, all_.ash.coop.did}


def test_nothing_is_signed_before_the_second_person_confirms(all_):
    all_.propose(all_.ask())
    outbox.drain()

    with all_.body.within:
        assert not AccreditationCredential.objects.exists()
    assert linked(all_.oak.coop) == []


def test_an_issuer_besides_the_co_op_stands_in_the_word(all_):
    all_.decide(all_.ask(body_may_issue=True))
    outbox.drain()

    claims = read_accreditation(word_of(all_.oak.coop))

    assert claims.issuers == (all_.body.coop.did,)


def test_a_suspension_is_seen_by_everybody_and_so_is_its_end(all_):
    row = accredited(all_)
    word = word_of(all_.oak.coop)
    all_.suspend(row)
    outbox.drain()
    assert report_of(word).standing == "suspended"

    all_.decide(row, kind=Kind.RESTORE, valid_until=None, assurance="")
    outbox.drain()

    assert report_of(word).standing == "good"
    assert word_of(all_.oak.coop) == word


def test_what_is_revoked_is_marked_and_no_longer_shown(all_):
    row = accredited(all_)
    word = word_of(all_.oak.coop)
    all_.decide(row, kind=Kind.REVOKE, valid_until=None, assurance="", reason="Sold.")
    outbox.drain()

    assert report_of(word).outcome("revocation") is FAILED
    assert linked(all_.oak.coop) == []
    assert fetched("/c/oak/accreditation.json") is None


def test_what_has_lapsed_is_no_longer_shown(all_):
    accredited(all_)
    with all_.body.within:
        Accreditation.objects.update(valid_until=timezone.localdate() - timedelta(1))
        accrediting.turn_clocks()
    outbox.drain()

    assert linked(all_.oak.coop) == []


def test_a_renewal_is_a_word_of_its_own(all_):
    row = accredited(all_)
    first = word_of(all_.oak.coop)
    all_.decide(row, kind=Kind.RENEW, valid_until=timezone.localdate() + timedelta(360))
    outbox.drain()
    second = word_of(all_.oak.coop)

    assert first["id"] != second["id"]
    assert first["validUntil"] < second["validUntil"]
    assert report_of(second).standing == "good"


def test_a_decision_that_is_worked_off_twice_is_signed_once(all_):
    row = accredited(all_)
    with all_.body.within:
        ruling = Ruling.objects.get()
        accreditation_handlers.carry_out(
            [AccreditationDecided(str(row.code), "accredit", str(ruling.code))]
        )
        assert AccreditationCredential.objects.count() == 1


@pytest.mark.parametrize("side", ["oak", "body"])
def test_both_go_on_counting_after_a_change_of_keys(all_, side):
    accredited(all_)
    party = getattr(all_, side)
    with party.within:
        keys.rotate_signing_key()
        SigningKey.objects.filter(state="pending").update(created_at=timezone.now() - ANNOUNCED_FOR)
        keys.activate_due_keys()
    outbox.drain()

    assert report_of(word_of(all_.oak.coop)).standing == "good"


def test_a_key_is_known_as_long_as_its_word_counts(all_):
    accredited(all_)
    with all_.body.within:
        key = SigningKey.objects.get()
        SigningKey.objects.update(
            state="retired", retired_at=timezone.now() - timedelta(40), wrapped=None
        )
        assert key in identity._shown(timezone.now())


def test_a_co_op_that_waited_is_open_once_it_is_accredited(all_):
    Cooperative.objects.filter(pk=all_.oak.coop.pk).update(state="awaiting_accreditation")
    accredited(all_)
    all_.oak.coop.refresh_from_db()

    assert all_.oak.coop.state == Cooperative.State.OPEN


def shown_by(coop):
    """The names of those whose words it shows, as they stand in the document."""
    shown = fetched(f"/c/{coop.slug}/accreditation.json")
    return [word["issuer"]["name"] for word in linked_credentials(shown)] if shown else []


def federations(all_, count):
    """So many more that accredit Oak, one after the other."""
    for number in range(count):
        other = party(f"guild-{number}", name=f"Guild {number}", level="secondary")
        other.staff("second")
        with_other = replace(all_, body=other)
        with_other.decide(with_other.ask())
        outbox.drain()


def test_a_co_op_shows_no_word_that_it_would_not_believe(all_, caplog):
    """One bad word keeps no good one from being shown."""
    row = accredited(all_)
    federations(all_, 1)
    with all_.oak.within:
        word = json.loads(Accreditation.objects.get(pk=row.pk).document)
        word["credentialSubject"]["legalName"] = "Oak Bank"
        Accreditation.objects.filter(pk=row.pk).update(document=json.dumps(word))
        attesting.publish_accreditations()

    assert shown_by(all_.oak.coop) == ["Guild 0"]
    assert "it is not genuine (bad_signature)" in caplog.text

    with all_.oak.within:
        Accreditation.objects.exclude(pk=row.pk).update(document="")
        attesting.publish_accreditations()

    assert shown_by(all_.oak.coop) == []


def test_what_more_bodies_say_than_readers_take_is_shown_as_far_as_it_is_of_use(all_):
    """Whose word cards rest on before all, then those in force, then the newest."""
    with all_.oak.within:
        Accreditation.objects.filter(pk=accredited(all_).pk).update(body_may_issue=True)
    federations(all_, 7)

    assert shown_by(all_.oak.coop) == [
        "Commons Federation",
        *(f"Guild {number}" for number in (6, 5, 4, 3, 2)),
    ]

    with all_.oak.within:
        newest = Accreditation.objects.get(body__slug="guild-6")
        Accreditation.objects.filter(pk=newest.pk).update(state="suspended")
        attesting.publish_accreditations()

    assert shown_by(all_.oak.coop)[-1] == "Guild 1"


def test_a_word_about_another_is_not_shown_as_ones_own(all_, caplog):
    accredited(all_)
    all_.decide(all_.ask(all_.elm, vouchers=(all_.oak, all_.ash)))
    outbox.drain()
    theirs = json.dumps(word_of(all_.elm.coop))
    with all_.oak.within:
        Accreditation.objects.filter(applicant=all_.oak.coop).update(document=theirs)
        attesting.publish_accreditations()

    assert shown_by(all_.oak.coop) == []
    assert "it is not genuine (of_another)" in caplog.text


def test_two_federations_speak_each_for_itself(all_):
    """What one of them takes back leaves the other's word standing."""
    first = accredited(all_)
    other = party("guild", name="Guild", level=Cooperative.Level.SECONDARY)
    other.staff("second")
    with_other = replace(all_, body=other)
    with_other.decide(with_other.ask())
    outbox.drain()
    shown = fetched("/c/oak/accreditation.json")
    issuers = {word["issuer"]["name"] for word in linked_credentials(shown)}
    assert issuers == {"Commons Federation", "Guild"}

    all_.decide(first, kind=Kind.REVOKE, valid_until=None, assurance="", reason="Sold.")
    outbox.drain()

    assert word_of(all_.oak.coop)["issuer"]["name"] == "Guild"
