from __future__ import annotations

import hashlib
import json
import logging

import pytest
from django.utils import timezone

from credentials import keystore, publishing
from credentials.core.compact import CompactCard, sign_compact
from credentials.core.data_integrity.proof import add_proof
from credentials.facts import CredentialIssued
from credentials.models import Credential, PublishedDocument, StatusList
from credentials.services import checking
from tenants import outbox, scope
from tenants.models import Event, Membership, OutboxEntry
from tests.credentials.members import card_of, carded, owed, started, tell

pytestmark = pytest.mark.django_db(transaction=True)
CHECK = "credentials.check"


def change(card, **values):
    with scope.within(card.cooperative_id):
        Credential.objects.filter(pk=card.pk).update(**values)


def stored(document):
    text = publishing.as_text(document)
    return {"document": text, "digest": hashlib.sha256(text.encode()).hexdigest()}


def resigned(card, **subject):
    """Signed by the co-op's own key, and not what should have been signed."""
    document = json.loads(card.document)
    created = timezone.now()
    document.pop("proof")
    document["credentialSubject"] |= subject
    with scope.within(card.cooperative_id):
        signer = keystore.signer_of(keystore.key_in_use())
    return stored(add_proof(document, signer, created=created))


def cut(card, other):
    return {"document": card.document[:-1] + " }"}


def bent(card, other):
    document = json.loads(card.document)
    document["credentialSubject"]["membershipNumber"] = "X-1"
    return stored(document)


def of_another_member(card, other):
    change(other, urn="urn:uuid:00000000-0000-4000-8000-000000000000")
    return {"document": other.document, "digest": other.digest, "urn": other.urn}


def for_another_membership(card, other):
    return resigned(card, membershipId="z" * 22)


def in_another_place(card, other):
    return {"position": card.position + 1}


def short_half_of_another(card, other):
    return {"compact": bytes(other.compact)}


def short_half_that_says_else(card, other):
    with scope.within(card.cooperative_id):
        signer = keystore.signer_of(keystore.key_in_use())
        issuer = json.loads(card.document)["issuer"]["id"]
    short = CompactCard(issuer, "X-1", "", "consumer", card.valid_until, card.position)
    address = publishing.card_address(card.card_code)
    return {"compact": sign_compact(short, signer, address=address)}


def again(coop, *cards):
    """As if they had just been issued."""
    with scope.within(coop.pk):
        Credential.objects.update(checked_at=None)
        Event.objects.filter(name="CredentialChecked").delete()
    tell(coop, *(CredentialIssued(str(card.code), "1") for card in cards))
    outbox.drain()


def told(coop):
    with scope.within(coop.pk):
        rows = Event.objects.filter(name="CredentialChecked").order_by("pk")
        return [row.data["credential"] for row in rows]


@pytest.mark.parametrize(
    ("fault", "harm"),
    [
        ("wrong_digest", cut),
        ("bad_signature", bent),
        ("wrong_membership", of_another_member),
        ("wrong_membership", for_another_membership),
        ("wrong_place", in_another_place),
        ("bad_signature", short_half_of_another),
        ("wrong_short_half", short_half_that_says_else),
    ],
)
def test_a_faulty_card_stays_unchecked_and_is_told_of_loudly(oak, caplog, fault, harm):
    _one, card = carded(oak)
    _two, other = carded(oak)
    change(card, **harm(card, other))
    again(oak, card)

    with scope.within(oak.pk):
        assert Credential.objects.get(pk=card.pk).checked_at is None
    assert told(oak) == []
    [waiting] = owed(CHECK)
    assert waiting.last_error == f"card_faulty:{fault}"
    assert any(
        record.levelno == logging.ERROR
        and str(card.code) in record.message
        and fault in record.message
        for record in caplog.records
    )


def test_the_whole_card_passes(oak):
    _one, card = carded(oak)
    again(oak, card)

    assert told(oak) == [str(card.code)]
    assert not owed(CHECK).exists()


def test_what_never_passes_is_given_up_and_stays_in_sight(oak, monkeypatch):
    _one, card = carded(oak)
    change(card, **bent(card, card))
    monkeypatch.setattr(outbox, "MOST_ATTEMPTS", 1)
    again(oak, card)

    [dead] = OutboxEntry.objects.exclude(dead_at=None)
    assert (dead.handler, dead.last_error) == (CHECK, "card_faulty:bad_signature")


@pytest.mark.parametrize(
    ("hide", "fault"), [("did.json", "unknown_did"), ("status", "no_status_list")]
)
def test_what_is_not_published_lets_no_card_out_until_it_is(oak, hide, fault):
    """The stored rows are all there; the world could not verify the card, so it does not leave."""
    _one, card = carded(oak)
    hidden = list(PublishedDocument.objects.filter(url__contains=hide))
    PublishedDocument.objects.filter(url__contains=hide).delete()
    again(oak, card)
    [waiting] = owed(CHECK)
    assert waiting.last_error == f"card_faulty:{fault}"

    PublishedDocument.objects.bulk_create(hidden)
    OutboxEntry.objects.update(due_at=timezone.now())
    outbox.drain()
    assert told(oak) == [str(card.code)]


def test_one_faulty_card_keeps_no_other_waiting(oak):
    members = started(oak, 7)
    outbox.drain()
    cards = [card_of(each) for each in members]
    change(cards[2], **bent(cards[2], cards[2]))
    again(oak, *cards)

    assert set(told(oak)) == {str(card.code) for card in cards} - {str(cards[2].code)}
    assert owed(CHECK).count() == 1


def test_of_many_a_sample_is_looked_at_and_a_fault_in_it_stays_found(oak, monkeypatch):
    monkeypatch.setattr(checking, "SAMPLE", 4)
    looked = []
    real = checking._Wall.check

    def check(wall, card):
        looked.append(card.pk)
        return real(wall, card)

    monkeypatch.setattr(checking._Wall, "check", check)
    members = started(oak, 30)
    outbox.drain()
    assert len(looked) == 4

    cards = [card_of(each) for each in members]
    bad = next(card for card in cards if card.pk == looked[3])
    change(bad, **bent(bad, bad))
    again(oak, *cards)

    assert set(told(oak)) == {str(card.code) for card in cards} - {str(bad.code)}
    [waiting] = owed(CHECK)
    assert waiting.data["credential"] == str(bad.code)


def test_a_replaced_card_and_one_that_is_over_are_not_announced(oak):
    _one, card = carded(oak)
    _two, other = carded(oak)
    change(card, superseded_at=timezone.now())
    change(other, valid_until=timezone.now())
    again(oak, card, other)

    assert told(oak) == []
    with scope.within(oak.pk):
        assert not Credential.objects.filter(checked_at=None).exists()


def test_a_member_suspended_meanwhile_still_gets_the_card(oak):
    [membership] = started(oak)
    with scope.within(oak.pk):
        Membership.objects.filter(pk=membership.pk).update(standing="suspended")
    outbox.drain()

    assert told(oak) == [str(card_of(membership).code)]


def test_checking_twice_tells_once(oak):
    _one, card = carded(oak)
    tell(oak, CredentialIssued(str(card.code), "1"))
    outbox.drain()

    assert told(oak) == [str(card.code)]


def test_a_list_of_another_series_is_not_its_place(oak):
    _one, card = carded(oak)
    with scope.within(oak.pk):
        StatusList.objects.filter(purpose="suspension").update(purpose="revocation2")
    again(oak, card)

    [waiting] = owed(CHECK)
    assert waiting.last_error == "card_faulty:wrong_place"
