from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants import outbox
from tenants.errors import (
    TooLateToUndoError,
)
from tenants.models import (
    Application,
    Cooperative,
    Event,
    Member,
    Membership,
    OutboxEntry,
    Seat,
    User,
)
from tenants.services import decisions
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
DECIDED = "ApplicationApproved", "MembershipStarted"


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def facts():
    return list(Event.objects.order_by("id").values_list("name", flat=True))


def next_number(oak):
    return Cooperative.objects.get(pk=oak.coop.pk).next_number


def later(application, seconds):
    """As if the decision had been made so many seconds ago."""
    moment = timezone.now() - timedelta(seconds=seconds)
    Application.objects.filter(pk=application.pk).update(decided_at=moment)
    event = Application.objects.get(pk=application.pk).decision_event
    OutboxEntry.objects.filter(event=event).update(due_at=moment + decisions.UNDO)


def test_undo_takes_back_membership_member_and_number(oak):
    application = oak.applied()
    decisions.approve_application(application, by=oak.steward)

    decisions.undo_decision(application, by=oak.owner)

    assert Membership.objects.count() == Member.objects.count() == 0
    assert next_number(oak) == 1
    assert (application.state, application.membership, application.decided_by) == (
        "submitted",
        None,
        None,
    )
    assert facts() == [*DECIDED, "DecisionUndone"]
    OutboxEntry.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    outbox.drain()
    assert not Seat.objects.filter(kind=Seat.Kind.MEMBER).exists()
    assert not OutboxEntry.objects.filter(fact="MembershipStarted").exclude(done_at=None).exists()


def test_after_an_undo_it_can_be_decided_and_undone_again(oak):
    application = oak.applied()
    for _time in range(2):
        decisions.approve_application(application, by=oak.steward)
        decisions.undo_decision(application, by=oak.steward)
    membership = decisions.approve_application(application, by=oak.steward)

    assert membership.member.number == "OA-000001"
    assert Membership.objects.count() == 1


def test_undo_leaves_a_gap_rather_than_another_members_number(oak):
    first, second = oak.applied("Ann"), oak.applied("Ben")
    decisions.approve_application(first, by=oak.steward)
    decisions.approve_application(second, by=oak.steward)

    decisions.undo_decision(first, by=oak.steward)

    assert [member.number for member in Member.objects.all()] == ["OA-000002"]
    assert next_number(oak) == 3


def test_undo_leaves_a_member_who_was_there_before(oak):
    user = User.objects.create(email="amara@example.org")
    first = oak.joined(user=user)
    Membership.objects.update(standing=Membership.Standing.ENDED)
    again = oak.applied(user=user)
    decisions.approve_application(again, by=oak.steward)

    decisions.undo_decision(again, by=oak.steward)

    assert list(Membership.objects.all()) == [first]
    assert Member.objects.count() == 1


@pytest.mark.parametrize("seconds", [9, 11])
def test_undo_at_the_edge_is_decided_by_what_a_worker_has_begun(oak, seconds):
    """Before the facts are due nobody has begun; after, whoever comes first: here the worker."""
    application = oak.applied()
    decisions.approve_application(application, by=oak.steward)
    later(application, seconds)
    begun = outbox.drain()

    if begun:
        with pytest.raises(TooLateToUndoError):
            decisions.undo_decision(application, by=oak.steward)
    else:
        decisions.undo_decision(application, by=oak.steward)

    assert bool(begun) == (seconds > 10)
    assert Membership.objects.count() == (1 if begun else 0)
    assert (
        not OutboxEntry.objects.filter(cancelled_at=None, done_at=None, attempts=0).exists()
        or begun
    )


def test_a_claim_without_a_result_is_too_late_for_undo(oak):
    application = oak.applied()
    decisions.approve_application(application, by=oak.steward)
    OutboxEntry.objects.filter(event=application.decision_event).update(
        claim="somebody", attempts=1
    )

    with pytest.raises(TooLateToUndoError):
        decisions.undo_decision(application, by=oak.steward)

    assert Membership.objects.count() == 1
    assert not OutboxEntry.objects.exclude(cancelled_at=None).exists()


def test_undo_is_not_kept_open_by_a_worker_that_is_away(oak):
    application = oak.applied()
    decisions.approve_application(application, by=oak.steward)
    later(application, 61)

    with pytest.raises(TooLateToUndoError):
        decisions.undo_decision(application, by=oak.steward)
    with pytest.raises(TooLateToUndoError):
        decisions.undo_decision(oak.applied("Ben"), by=oak.steward)
