from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from tenants import outbox
from tenants.dates import add_months, last_day
from tenants.errors import (
    AlreadyDecidedError,
    AlreadyMemberError,
    ClassMissingError,
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
from tenants.secrets import digest
from tenants.services import decisions, thread
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


def test_an_approval_enters_the_applicant_on_the_register(oak):
    application = oak.applied("Amara Okonkwo", phone="020 7946 0958", language="fr")

    membership = decisions.approve_application(application, by=oak.steward)

    member = membership.member
    assert (member.number, member.name, member.language) == ("OA-000001", "Amara Okonkwo", "fr")
    assert (member.name_key, member.email_key) == ("amara okonkwo", "amara.okonkwo@example.org")
    assert membership.ends_on == last_day(membership.starts_on, 12)
    assert membership.announce
    assert [each["method"] for each in membership.evidence] == ["emailVerified"]
    application.refresh_from_db()
    assert (application.state, application.decided_by) == ("approved", oak.steward)
    assert application.membership == membership
    assert tuple(facts()) == DECIDED
    assert OutboxEntry.objects.filter(event=application.decision_event, done_at=None).exists()


def test_nothing_is_due_before_the_time_for_undo_is_over(oak):
    decisions.approve_application(oak.applied(), by=oak.steward)

    assert outbox.drain() == 0
    due = OutboxEntry.objects.values_list("due_at", flat=True)
    left = [moment - timezone.now() for moment in due]
    assert left
    assert all(timedelta(seconds=8) < each <= decisions.UNDO for each in left)


def test_a_paper_form_confirms_no_address(oak):
    membership = decisions.approve_application(
        oak.applied(email_confirmed_at=None), by=oak.steward, valid_months=3, announce=False
    )

    assert membership.evidence == []
    assert membership.ends_on == last_day(membership.starts_on, 3)
    assert not membership.announce


def test_the_second_click_gets_a_sentence_and_changes_nothing(oak):
    application = oak.applied()
    stale = Application.objects.get(pk=application.pk)
    decisions.approve_application(application, by=oak.steward)

    for act in (
        lambda: decisions.approve_application(stale, by=oak.owner),
        lambda: decisions.decline_application(stale, reason="No.", by=oak.owner),
        lambda: thread.write_to_applicant(stale, text="Why?", by=oak.owner),
    ):
        with pytest.raises(AlreadyDecidedError):
            act()

    assert Membership.objects.count() == Member.objects.count() == 1
    assert next_number(oak) == 2
    assert tuple(facts()) == DECIDED


def test_a_member_who_signed_in_to_apply_keeps_the_number(oak):
    user = User.objects.create(email="amara@example.org")
    first = oak.joined(user=user)
    Membership.objects.filter(pk=first.pk).update(standing=Membership.Standing.ENDED)

    again = decisions.approve_application(oak.applied(user=user), by=oak.steward)

    assert again.member == first.member
    assert again.identifier != first.identifier
    assert next_number(oak) == 2


def test_staff_may_say_that_an_applicant_is_a_member_already(oak):
    first = oak.joined()
    other = oak.applied("A. Okonkwo")

    with pytest.raises(AlreadyMemberError):
        decisions.approve_application(other, by=oak.steward, member=first.member)
    assert Application.objects.get(pk=other.pk).state == Application.State.SUBMITTED

    Membership.objects.update(standing=Membership.Standing.ENDED)
    made = decisions.approve_application(other, by=oak.steward, member=first.member)
    assert made.member == first.member


def test_an_application_without_a_class_is_not_approved(oak):
    with pytest.raises(ClassMissingError):
        decisions.approve_application(oak.applied(membership_class=None), by=oak.steward)

    assert Application.objects.get().state == Application.State.SUBMITTED


def test_a_decline_says_why_and_until_when_data_is_kept(oak):
    application = oak.applied()

    decisions.decline_application(application, reason="We are full.", by=oak.steward)

    assert (application.state, application.decision_reason) == ("declined", "We are full.")
    assert application.delete_on == timezone.localdate() + timedelta(30)
    assert facts() == ["ApplicationDeclined"]

    decisions.undo_decision(application, by=oak.steward)
    assert (application.state, application.decision_reason) == ("submitted", "")
    assert application.delete_on is None


def test_a_question_waits_for_its_answer_even_after_an_undo(oak):
    application = oak.applied()

    for text in ("Which flat?", "And which floor?"):
        thread.write_to_applicant(application, text=text, by=oak.steward)
    assert application.state == "information_asked"

    decisions.approve_application(application, by=oak.steward)
    decisions.undo_decision(application, by=oak.steward)
    assert application.state == Application.State.INFORMATION_ASKED


def test_many_have_an_outcome_each(oak):
    ready, twin, other_twin = oak.applied("Ann"), oak.applied("Ben"), oak.applied("BÉN", "b@x.org")
    decided = oak.applied("Cy")
    decisions.decline_application(decided, reason="No.", by=oak.steward)
    codes = [ready.code, twin.code, other_twin.code, decided.code, uuid4(), ready.code]

    outcomes = decisions.approve_many(codes, by=oak.steward)

    assert [(each.name, each.outcome) for each in outcomes] == [
        ("Ann", "approved"),
        ("Ben", "possible_duplicate"),
        ("BÉN", "possible_duplicate"),
        ("Cy", "already_decided"),
    ]
    assert Membership.objects.get().code == outcomes[0].membership
    assert [each.outcome for each in decisions.undo_many(codes, by=oak.steward)] == [
        "undone",
        "too_late_to_undo",
        "too_late_to_undo",
        "undone",
    ]
    assert Membership.objects.count() == 0


def test_many_are_declined_for_one_reason(oak):
    rows = [oak.applied(f"Person {number}") for number in range(3)]

    outcomes = decisions.decline_many([row.code for row in rows], reason="Full.", by=oak.steward)

    assert {each.outcome for each in outcomes} == {"declined"}
    assert set(Application.objects.values_list("decision_reason", flat=True)) == {"Full."}


def test_a_neighbours_application_is_not_among_the_many(oak):
    elm = office("elm", "Elm Lane")
    theirs = elm.applied()

    assert decisions.approve_many([theirs.code], by=oak.steward) == []

    with elm.within:
        assert Application.objects.get().state == Application.State.SUBMITTED


def test_a_seat_follows_the_membership(oak):
    user = User.objects.create(email="amara@example.org")
    Seat.objects.create(kind=Seat.Kind.APPLICANT, user=user, cooperative=oak.coop)
    decisions.approve_application(oak.applied(user=user), by=oak.steward, undo=timedelta())
    decisions.approve_application(oak.applied("Ben"), by=oak.steward, undo=timedelta())

    outbox.drain()

    seats = Seat.objects.filter(cooperative=oak.coop)
    assert {(seat.kind, seat.user_id, seat.email_digest) for seat in seats} == {
        ("member", user.pk, ""),
        ("member", None, digest("seat", "ben@example.org")),
    }


@pytest.mark.parametrize(
    ("day", "months", "to"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 25), 12, date(2027, 11, 25)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
    ],
)
def test_months_are_added_by_the_calendar(day, months, to):
    assert add_months(day, months) == to
