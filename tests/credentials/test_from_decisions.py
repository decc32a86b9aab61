from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from credentials.models import Credential
from tenants import outbox, scope
from tenants.facts import CooperativeOpened
from tenants.models import Membership
from tenants.services import clocks, members
from tests.credentials.members import card_of, verified
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk():
    made = office("oak", "Oak Street")
    with made.within, transaction.atomic():
        outbox.record(CooperativeOpened(str(made.coop.pk)))
    outbox.drain()
    return made


def test_an_approval_is_all_it_takes_for_a_card(desk):
    membership = desk.joined()
    outbox.drain()
    card = card_of(membership)

    assert verified(card).ok
    assert '"method":"emailVerified"' in card.document


def test_an_approval_taken_back_in_time_was_never_a_card(desk):
    application = desk.applied()
    desk.approve(application)
    outbox.drain()
    with desk.within:
        assert not Credential.objects.exists()


def test_a_planned_end_is_published_when_its_day_is_over(desk):
    membership = desk.joined()
    outbox.drain()
    card = card_of(membership)
    today = timezone.localdate()
    with desk.within:
        members.end_membership(
            membership, reason=Membership.EndReason.RESIGNED, by=desk.steward, on=today
        )
        clocks.end_due_memberships()
    outbox.drain()
    assert verified(card).ok

    with scope.within(desk.coop.pk):
        Membership.objects.update(ends_on=today - timedelta(days=1))
        clocks.end_due_memberships()
    outbox.drain()
    assert verified(card).standing == "ended"


def test_suspended_and_restored_by_the_steward(desk):
    membership = desk.joined()
    outbox.drain()
    card = card_of(membership)
    with desk.within:
        members.suspend_membership(membership, reason="Fees", by=desk.steward)
    outbox.drain()
    assert verified(card).standing == "suspended"

    with desk.within:
        members.restore_membership(membership, by=desk.steward)
    outbox.drain()
    assert verified(card).ok


def test_a_renewal_is_a_new_card_with_a_later_end(desk):
    membership = desk.joined()
    outbox.drain()
    first = card_of(membership)
    with desk.within:
        members.renew_membership(membership, by=desk.steward)
    outbox.drain()
    second = card_of(membership)

    assert (second.generation, second.cause[:8]) == (2, "renewed:")
    assert second.valid_until > first.valid_until
    assert verified(second).ok


def test_a_new_card_asked_for_by_one_click_or_two_is_one_card(desk):
    membership = desk.joined()
    outbox.drain()
    first = card_of(membership)
    with desk.within:
        for _ in range(2):
            members.ask_for_new_card(membership, by=desk.steward, key=first.code)
    outbox.drain()
    second = card_of(membership)

    assert second.generation == 2
    assert second.card_code != first.card_code
