from __future__ import annotations

import base64
import gzip
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from credentials.core.times import parse_time
from credentials.facts import StatusHinted
from credentials.models import (
    Credential,
    PublishedDocument,
    Reliance,
    SigningKey,
    StatusList,
    StatusSeries,
)
from credentials.publishing import credential_digest
from credentials.services import keys, status
from credentials.services.reading import Lists
from credentials.tasks import refresh_published
from tenants import outbox, scope
from tenants.facts import MembershipSuspended
from tenants.models import Membership, OutboxEntry
from tests.credentials.members import (
    card_of,
    carded,
    changed,
    end,
    lists_of,
    restore,
    started,
    suspend,
    tell,
    verified,
)

pytestmark = pytest.mark.django_db(transaction=True)


def bits_of(coop, purpose):
    """Every set position, unpacked without our own code."""
    document = json.loads(PublishedDocument.objects.get(url=lists_of(coop)[purpose].url).body)
    packed = document["credentialSubject"]["encodedList"][1:]
    bits = gzip.decompress(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    return {
        8 * at + bit for at, byte in enumerate(bits) for bit in range(8) if byte >> (7 - bit) & 1
    }


def test_lists_are_published_with_the_first_card(oak):
    with scope.within(oak.pk):
        assert not StatusList.objects.exists()
    carded(oak)
    lists = lists_of(oak)

    assert set(lists) == {"revocation", "suspension"}
    for purpose, row in lists.items():
        assert (row.version, bits_of(oak, purpose)) == (1, set())
        assert row.url.startswith("http://localhost:8000/c/oak/status/")
        assert len(row.code) >= 16


def test_the_world_reads_a_list_at_its_address(oak):
    carded(oak)
    url = lists_of(oak)["revocation"].url
    answer = Client().get(url.removeprefix("http://localhost:8000"))
    document = json.loads(answer.content)

    assert answer["Content-Type"] == "application/vc"
    assert answer["Cache-Control"] == "public, max-age=60"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    assert (document["id"], document["issuer"]) == (url, oak.did)
    assert "BitstringStatusListCredential" in document["type"]
    assert document["proof"]["proofPurpose"] == "assertionMethod"
    until = parse_time(document["validUntil"])
    assert timedelta(hours=23) < until - timezone.now() <= status.LIFE


def test_a_suspension_is_published_and_taken_back(oak):
    membership, card = carded(oak)
    carded(oak)
    suspend(membership)
    assert bits_of(oak, "suspension") == {card.position}
    assert bits_of(oak, "revocation") == set()
    assert verified(card).standing == "suspended"

    restore(membership)
    assert bits_of(oak, "suspension") == set()
    assert verified(card).ok


def test_an_end_is_published_and_a_suspension_before_it_is_not_told_any_more(oak):
    membership, card = carded(oak)
    suspend(membership)
    end(membership)

    assert bits_of(oak, "revocation") == {card.position}
    assert bits_of(oak, "suspension") == set()
    assert verified(card).standing == "ended"


def test_every_generation_of_a_card_follows_the_membership(oak):
    membership, first = carded(oak)
    changed(membership, "replaced:1")
    outbox.drain()
    second = card_of(membership)
    end(membership)

    assert bits_of(oak, "revocation") == {first.position, second.position}


def test_a_replaced_card_of_a_member_in_good_standing_is_not_revoked(oak):
    """It dies at its own address; a partner who relies on it goes on."""
    membership, first = carded(oak)
    changed(membership, "replaced:1")
    outbox.drain()

    assert bits_of(oak, "revocation") == set()
    assert verified(first).ok


def test_all_series_in_which_a_membership_stands_are_published(oak):
    membership, first = carded(oak)
    with scope.within(oak.pk):
        StatusSeries.objects.update(closed_at=timezone.now())
    changed(membership, "replaced:1")
    outbox.drain()
    second = card_of(membership)
    end(membership)

    assert first.series_id != second.series_id
    assert verified(first).standing == verified(second).standing == "ended"


def test_many_changes_at_once_publish_each_list_once(oak):
    members = started(oak, 5)
    outbox.drain()
    with scope.within(oak.pk):
        Membership.objects.update(standing="suspended")
    tell(oak, *(MembershipSuspended(str(each.code)) for each in members))
    outbox.drain()

    assert {row.version for row in lists_of(oak).values()} == {2}
    assert len(bits_of(oak, "suspension")) == 5


def test_the_same_change_told_twice_changes_nothing_more(oak):
    membership, card = carded(oak)
    suspend(membership)
    tell(oak, MembershipSuspended(str(membership.code)))
    outbox.drain()

    assert bits_of(oak, "suspension") == {card.position}


def test_a_change_before_the_card_is_in_its_list_from_the_start(oak):
    carded(oak)
    [membership] = started(oak)
    OutboxEntry.objects.filter(handler="credentials.issue", done_at=None).update(
        due_at=timezone.now() + timedelta(hours=1)
    )
    suspend(membership)
    OutboxEntry.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain()

    assert verified(card_of(membership)).standing == "suspended"


def test_the_bits_cannot_drift_from_the_register(oak):
    """Whatever was missed before, the next list says what is so."""
    members = started(oak, 3)
    outbox.drain()
    with scope.within(oak.pk):
        Membership.objects.filter(pk=members[0].pk).update(standing="ended")
    suspend(members[1])

    assert bits_of(oak, "revocation") == {card_of(members[0]).position}


def test_a_cooperative_that_never_signed_publishes_nothing(oak):
    [membership] = started(oak)
    with scope.within(oak.pk):
        SigningKey.objects.all().delete()
    OutboxEntry.objects.filter(handler="credentials.issue").delete()
    suspend(membership)

    assert not OutboxEntry.objects.filter(done_at=None).exists()
    with scope.within(oak.pk):
        assert not StatusList.objects.exists()


# Growing old


def test_a_list_is_published_anew_before_it_grows_old(oak):
    _membership, card = carded(oak)
    later = timezone.now() + status.REFRESHED_AFTER + timedelta(seconds=1)
    url = lists_of(oak)["revocation"].url
    with scope.within(oak.pk):
        assert status.refresh_lists() == 0
        assert status.refresh_lists(now=later) == 1
        assert status.refresh_lists(now=later) == 0

    assert {row.version for row in lists_of(oak).values()} == {2}
    body = json.loads(PublishedDocument.objects.get(url=lists_of(oak)["revocation"].url).body)
    assert parse_time(body["validUntil"]) > later + status.REFRESHED_AFTER
    assert Lists(later).bit(url, oak.did, "revocation", card.position) is False


def test_the_calendar_refreshes_every_cooperative_and_lets_keys_take_over(oak, elm):
    for coop in (oak, elm):
        carded(coop)
        with scope.within(coop.pk):
            StatusList.objects.update(published_at=timezone.now() - status.REFRESHED_AFTER)
            key = keys.rotate_signing_key()
            SigningKey.objects.filter(pk=key.pk).update(
                created_at=timezone.now() - keys.ANNOUNCED_FOR
            )
    refresh_published()

    for coop in (oak, elm):
        assert {row.version for row in lists_of(coop).values()} == {2}
        with scope.within(coop.pk):
            assert SigningKey.objects.filter(state="active", pk__gt=1).exists()
            assert SigningKey.objects.filter(state="retired").exists()


def test_trouble_at_one_cooperative_keeps_no_other_from_its_lists(oak, elm, caplog):
    for coop in (oak, elm):
        carded(coop)
        with scope.within(coop.pk):
            StatusList.objects.update(published_at=timezone.now() - status.REFRESHED_AFTER)
    with scope.within(oak.pk):
        SigningKey.objects.update(wrapped=b"broken")
    refresh_published()

    assert {row.version for row in lists_of(elm).values()} == {2}
    assert "credentials.published: a turn of one co-op failed" in caplog.text


def test_after_a_new_key_lists_by_the_old_one_still_count(oak):
    _membership, card = carded(oak)
    with scope.within(oak.pk):
        keys.rotate_signing_key()
        keys.activate_due_keys(now=timezone.now() + keys.ANNOUNCED_FOR + timedelta(seconds=1))

    assert verified(card).ok


# Telling those who rely on it


@pytest.mark.parametrize("on", [True, False])
def test_whoever_relies_on_a_card_is_hinted_unless_that_is_off(oak, elm, settings, on):
    settings.STATUS_HINTS = on
    membership, card = carded(oak)
    _other, unrelated = carded(oak)
    for each in (card, unrelated):
        Reliance.objects.create(credential_digest=credential_digest(each.urn), host=elm)
    suspend(membership)
    hints = OutboxEntry.objects.filter(fact=StatusHinted.__name__)

    assert [(row.cooperative_id, row.data["credential_digest"]) for row in hints] == (
        [(elm.pk, credential_digest(card.urn))] if on else []
    )


def test_no_position_is_used_twice_over_all_lists(oak):
    started(oak, 40)
    outbox.drain()
    with scope.within(oak.pk):
        rows = list(Credential.objects.values_list("series_id", "position"))

    assert len(rows) == len(set(rows)) == 40
