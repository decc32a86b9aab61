from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tenants import scope
from tenants.models import Event, Member, Membership, User
from tenants.services import visiting
from tests import build

pytestmark = pytest.mark.django_db

LATER = timezone.localdate() + timedelta(90)


@pytest.fixture
def elm():
    coop = build.cooperative("elm")
    with scope.within(coop.pk):
        yield coop


@pytest.fixture
def visitors_class(elm):
    return build.membership_class(name="Visiting member", visiting=True, has_vote=False)


def start(visitors_class, user=None, **values):
    values = {"name": "Alice", "email": "Alice@example.org", "ends_on": LATER, **values}
    return visiting.start_visiting_membership(
        user_id=user.pk if user else None, membership_class=visitors_class, **values
    )


def facts():
    return list(Event.objects.order_by("id").values_list("name", flat=True))


def test_a_visitor_gets_the_next_number_and_a_fact(visitors_class):
    first = start(visitors_class)
    second = start(visitors_class, name="Bob", email="bob@example.org")

    assert [first.member.number, second.member.number] == ["EL-000001", "EL-000002"]
    assert first.member.email_key == "alice@example.org"
    assert first.evidence[0]["method"] == "emailVerified"
    assert facts() == ["MembershipStarted", "MembershipStarted"]


def test_the_same_login_gets_the_visit_that_is_running(visitors_class):
    user = User.objects.create(email="alice@example.org")

    assert start(visitors_class, user).pk == start(visitors_class, user).pk
    assert (Member.objects.count(), facts()) == (1, ["MembershipStarted"])


def test_a_visit_is_paused_resumed_and_ended_once_each(visitors_class):
    visit = start(visitors_class)

    assert visiting.pause_visiting_membership(visit, reason="home_suspended")
    assert not visiting.pause_visiting_membership(visit, reason="home_suspended")
    assert visiting.resume_visiting_membership(visit)
    assert not visiting.resume_visiting_membership(visit)
    assert visiting.end_visiting_membership(visit)
    assert not visiting.end_visiting_membership(visit)
    assert not visiting.pause_visiting_membership(visit, reason="late")

    visit.refresh_from_db()
    assert (visit.standing, visit.ends_on) == ("ended", timezone.localdate())
    assert visit.end_reason == Membership.EndReason.HOME_ENDED
    assert facts() == [
        "MembershipStarted",
        "MembershipSuspended",
        "MembershipRestored",
        "MembershipEnded",
    ]


def test_a_visit_that_fails_leaves_no_number_behind(elm, visitors_class):
    with transaction.atomic():
        start(visitors_class)
        transaction.set_rollback(True)

    elm.refresh_from_db()
    assert elm.next_number == 1
