from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from credentials.models import SigningKey
from credentials.services import issuance, keys
from tenants import outbox, scope
from tenants.models import Cooperative, Membership, OutboxEntry
from tests.credentials.members import card_of, carded, cards_of, owed, started, verified

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_bad_row_keeps_nobody_else_waiting(oak):
    members = started(oak, 7)
    with scope.within(oak.pk):
        Membership.objects.filter(pk=members[3].pk).update(
            evidence=[{"method": "heardOf", "date": "2026-01-01"}]
        )
    outbox.drain()

    assert [len(cards_of(each)) for each in members] == [1, 1, 1, 0, 1, 1, 1]
    [waiting] = owed(issuance.FIRST_CARDS)
    assert waiting.last_error == "not_membership"


def test_without_a_key_it_waits_for_one(oak):
    with scope.within(oak.pk):
        SigningKey.objects.update(state=SigningKey.State.DESTROYED, wrapped=None)
    [membership] = started(oak)
    outbox.drain()
    [waiting] = owed(issuance.FIRST_CARDS)
    assert waiting.last_error == "no_signing_key"

    with scope.within(oak.pk):
        keys.create_signing_key()
    OutboxEntry.objects.update(due_at=timezone.now())
    outbox.drain()
    assert verified(card_of(membership)).ok


def test_a_suspended_cooperative_issues_nothing_until_it_is_open_again(oak):
    Cooperative.objects.filter(pk=oak.pk).update(state=Cooperative.State.SUSPENDED)
    [membership] = started(oak)
    outbox.drain()
    [waiting] = owed(issuance.FIRST_CARDS)
    assert waiting.last_error == "cooperative_suspended"

    Cooperative.objects.filter(pk=oak.pk).update(state=Cooperative.State.OPEN)
    OutboxEntry.objects.update(due_at=timezone.now())
    outbox.drain()
    assert card_of(membership)


def test_a_membership_that_ended_meanwhile_gets_no_card(oak):
    [ended] = started(oak)
    [over] = started(oak, ends_on=timezone.localdate() - timedelta(days=2))
    with scope.within(oak.pk):
        Membership.objects.filter(pk=ended.pk).update(standing="ended")
    outbox.drain()

    assert cards_of(ended) == cards_of(over) == []
    assert not owed(issuance.FIRST_CARDS).exists()


def test_a_membership_suspended_meanwhile_gets_a_card_whose_list_says_so(oak):
    carded(oak)
    [membership] = started(oak)
    with scope.within(oak.pk):
        Membership.objects.filter(pk=membership.pk).update(standing="suspended")
    outbox.drain()

    assert verified(card_of(membership)).standing == "suspended"


def test_what_was_signed_otherwise_than_planned_is_not_stored(oak, monkeypatch):
    real = issuance.add_proof

    def bent(document, *args, **values):
        signed = real(document, *args, **values)
        signed["credentialSubject"] = {**signed["credentialSubject"], "membershipNumber": "X-1"}
        return signed

    monkeypatch.setattr(issuance, "add_proof", bent)
    [membership] = started(oak)
    outbox.drain()

    assert cards_of(membership) == []
    [waiting] = owed(issuance.FIRST_CARDS)
    assert waiting.last_error == "signed_otherwise"
