from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tenants import scope, tasks
from tenants.dates import last_day, today_in
from tenants.errors import ChangedMeanwhileError, DateRefusedError, VisitFollowsHomeError
from tenants.models import Cooperative, Event, Membership, MembershipClass
from tenants.services import clocks, members
from tests import build
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
Reason = Membership.EndReason


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


@pytest.fixture
def membership(oak):
    return oak.joined()


def causes():
    rows = Event.objects.filter(name__in=["MembershipChanged", "MembershipEndPlanned"])
    return list(rows.order_by("id").values_list("data__cause", flat=True))


def facts():
    return list(Event.objects.order_by("id").values_list("name", flat=True))[2:]


def test_a_membership_is_suspended_and_restored_once_each(oak, membership):
    members.suspend_membership(membership, reason="Shifts missed.", by=oak.steward)
    assert (membership.standing, membership.standing_reason) == ("suspended", "Shifts missed.")
    with pytest.raises(ChangedMeanwhileError):
        members.suspend_membership(membership, reason="Again.", by=oak.steward)

    members.restore_membership(membership, by=oak.steward)
    assert (membership.standing, membership.standing_reason) == ("good", "")
    with pytest.raises(ChangedMeanwhileError):
        members.restore_membership(membership, by=oak.steward)

    assert facts() == ["MembershipSuspended", "MembershipRestored"]


def test_a_membership_ends_now_and_only_once(oak, membership):
    members.end_membership(membership, reason=Reason.RESIGNED, by=oak.steward)

    assert (membership.standing, membership.end_reason) == ("ended", "resigned")
    assert membership.ends_on == today_in("UTC")
    for act in (
        lambda: members.end_membership(membership, reason=Reason.DIED, by=oak.steward),
        lambda: members.renew_membership(membership, by=oak.steward),
        lambda: members.ask_for_new_card(membership, by=oak.steward),
        lambda: members.suspend_membership(membership, reason="x", by=oak.steward),
    ):
        with pytest.raises(ChangedMeanwhileError):
            act()
    assert facts() == ["MembershipEnded"]


def test_a_planned_end_is_carried_out_when_the_day_is_over(oak, membership):
    on = today_in("UTC") + timedelta(5)
    members.end_membership(membership, reason=Reason.RESIGNED, by=oak.steward, on=on)
    assert (membership.standing, membership.ends_on) == ("good", on)
    assert causes() == [f"ends:{on}"]

    assert clocks.end_due_memberships() == 0
    Membership.objects.update(ends_on=today_in("UTC") - timedelta(1))
    assert clocks.end_due_memberships() == 1
    assert clocks.end_due_memberships() == 0

    membership.refresh_from_db()
    assert (membership.standing, membership.end_reason) == ("ended", "resigned")
    assert facts() == ["MembershipEndPlanned", "MembershipEnded"]


def test_an_end_lies_within_the_membership(oak, membership):
    for on in (today_in("UTC") - timedelta(1), membership.ends_on + timedelta(1)):
        with pytest.raises(DateRefusedError):
            members.end_membership(membership, reason=Reason.RESIGNED, by=oak.steward, on=on)

    membership.refresh_from_db()
    assert (membership.end_reason, facts()) == ("", [])


def test_renewing_extends_the_same_membership_and_calls_off_a_planned_end(oak, membership):
    identifier, until = membership.identifier, membership.ends_on
    members.renew_membership(membership, by=oak.steward)
    assert membership.ends_on == last_day(until + timedelta(1), 12)
    assert membership.identifier == identifier

    stale = Membership.objects.get(pk=membership.pk)
    on = today_in("UTC") + timedelta(5)
    members.end_membership(membership, reason=Reason.RESIGNED, by=oak.steward, on=on)
    with pytest.raises(ChangedMeanwhileError):
        members.renew_membership(stale, by=oak.steward)
    members.renew_membership(membership, by=oak.steward)

    assert membership.end_reason == ""
    assert Membership.objects.count() == 1
    assert causes() == [
        f"renewed:{last_day(until + timedelta(1), 12)}",
        f"ends:{on}",
        f"renewed:{membership.ends_on}",
    ]


def test_a_visit_is_not_renewed_and_does_not_lapse_here(oak, membership):
    visiting = build.membership_class(name="Visiting", visiting=True, has_vote=False)
    yesterday = today_in("UTC") - timedelta(1)
    Membership.objects.update(membership_class=visiting, ends_on=yesterday)
    membership = Membership.objects.get()

    with pytest.raises(VisitFollowsHomeError):
        members.renew_membership(membership, by=oak.steward)
    assert clocks.end_due_memberships() == 0


def test_a_new_card_is_asked_for_once_per_key(oak, membership):
    key = uuid4()
    for _click in range(2):
        members.ask_for_new_card(membership, by=oak.steward, key=key)
    members.ask_for_new_card(membership, by=oak.steward)

    first, second = causes()
    assert first == f"replaced:{key}"
    assert second.startswith("replaced:")
    assert second != first


@pytest.mark.parametrize(("zone", "ended"), [("Pacific/Kiritimati", 1), ("Pacific/Niue", 0)])
def test_days_end_where_the_co_op_is(oak, membership, zone, ended):
    """Fourteen hours ahead and eleven behind: two zones that are never in the same day."""
    Cooperative.objects.update(time_zone=zone)
    earlier, later = sorted({today_in("Pacific/Niue"), today_in("Pacific/Kiritimati")})
    assert earlier < later
    Membership.objects.update(ends_on=earlier)

    assert clocks.end_due_memberships() == ended


def test_the_daily_task_strikes_in_every_co_op(oak, membership, caplog):
    elm = office("elm")
    theirs = elm.joined()
    for side in (oak, elm):
        with side.within:
            Membership.objects.update(ends_on=today_in("UTC") - timedelta(1))
    Cooperative.objects.filter(pk=oak.coop.pk).update(time_zone="Nowhere/Land")

    with scope.nowhere():
        tasks.daily()

    assert "tenants.daily: a turn of one co-op failed" in caplog.text
    with elm.within:
        theirs.refresh_from_db()
        assert (theirs.standing, theirs.end_reason) == ("ended", "lapsed")
    membership.refresh_from_db()
    assert membership.standing == "good"


def test_many_memberships_lapse_in_few_statements(oak, django_assert_max_num_queries):
    for number in range(3):
        oak.joined(f"Person {number}")
    Membership.objects.update(ends_on=date(2020, 1, 1))

    with django_assert_max_num_queries(24):
        assert clocks.end_due_memberships() == 3

    assert Membership.objects.filter(ended_at__lte=timezone.now()).count() == 3
    assert MembershipClass.objects.count() == 1
