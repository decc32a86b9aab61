from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from tenants import outbox, scope
from tenants.models import (
    Application,
    Condition,
    Due,
    Event,
    Letter,
    Locator,
    OutboxEntry,
    Seat,
    Staff,
    User,
)
from tenants.services import applying, conditions, decisions, thread
from tenants.services.forgetting import EMPTIED, WRITTEN, delete_old_applications
from tenants.tasks import daily
from tests.tenants import joining
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)

# What says nothing about the person. A new field belongs here or among what is emptied.
KEPT = {
    "id",
    "code",
    "cooperative",
    "state",
    "membership_class",
    "bylaws",
    "privacy_notice",
    "language",
    "share_name",
    "declared_age",
    "created_at",
    "draft_expires_at",
    "confirm_code_digest",
    "confirm_code_expires_at",
    "confirm_fails",
    "confirm_sends",
    "confirm_sent_at",
    "email_confirmed_at",
    "submitted_at",
    "decided_at",
    "decided_by",
    "decision_event",
    "state_before",
    "assignee",
    "assigned_at",
    "proposed_by",
    "proposed_at",
    "waitlisted_at",
    "place_offered_at",
    "place_offered_until",
    "place_taken_at",
    "delete_on",
    "deleted_at",
    "membership",
}


@pytest.fixture
def elm():
    made = office("elm", "Elm Lane")
    with made.within:
        joining.bylaws()
        yield made


def withdrawn(mailoutbox, **values):
    """Withdrawn long enough ago that its day has come."""
    row = joining.applied(mailoutbox)
    applying.withdraw_application(row)
    outbox.drain()
    values = {
        "delete_on": timezone.localdate(),
        "decided_at": timezone.now() - timedelta(hours=2),
        **values,
    }
    Application.objects.filter(pk=row.pk).update(**values)
    return Application.objects.get(pk=row.pk)


def test_every_field_is_emptied_or_says_nothing_about_the_person():
    fields = {field.name for field in Application._meta.get_fields()}
    written = {field.name for field in Application._meta.get_fields() if field.one_to_many}

    assert fields - written == KEPT | set(EMPTIED)
    models = {field.related_model for field in Application._meta.get_fields() if field.one_to_many}
    # What is due is emptied of its words, because sums have to stay.
    assert models == {*WRITTEN, Due}


def test_the_person_is_forgotten_and_the_outcome_stays(elm, mailoutbox):
    row = withdrawn(mailoutbox)

    assert delete_old_applications() == 1

    row.refresh_from_db()
    assert {name: getattr(row, name) for name in EMPTIED} == EMPTIED
    assert (row.state, row.membership_class) == (Application.State.WITHDRAWN, elm.consumer)
    assert row.deleted_at is not None
    mine = Letter.objects.filter(about=row.code)
    assert set(mine.values_list("to", flat=True)) == {""}
    assert not User.objects.filter(email="amara@example.org").exists()
    assert not Seat.objects.filter(kind=Seat.Kind.APPLICANT).exists()
    assert Event.objects.filter(name="ApplicationForgotten").count() == 1
    assert "mara" not in str(list(Event.objects.values_list("data", flat=True)))
    assert delete_old_applications() == 0


def test_a_letter_that_was_given_up_keeps_nobody(elm, mailoutbox):
    row = withdrawn(mailoutbox)
    waiting = Letter.objects.filter(about=row.code).first()
    Letter.objects.filter(pk=waiting.pk).update(state=Letter.State.WAITING)
    owed = OutboxEntry.objects.filter(data__letter=str(waiting.code))
    owed.update(done_at=None, due_at=timezone.now() + timedelta(hours=6), last_error="KeyError")
    assert delete_old_applications() == 0

    owed.update(dead_at=timezone.now())
    assert delete_old_applications() == 1
    waiting.refresh_from_db()
    assert (waiting.state, waiting.to) == (Letter.State.DROPPED, "")


def test_declined_is_forgotten_too_and_others_are_not(elm, mailoutbox):
    row = withdrawn(mailoutbox, state=Application.State.DECLINED, decision_reason="Far away.")
    delete_old_applications()
    row.refresh_from_db()
    assert (row.name, row.decision_reason) == ("", "")

    for state in ("draft", "submitted", "information_asked", "approved"):
        Application.objects.filter(pk=row.pk).update(state=state, name="Amara", deleted_at=None)
        assert delete_old_applications() == 0


@pytest.mark.parametrize(
    "early",
    [
        {"delete_on": timezone.localdate() + timedelta(days=2)},
        {"decided_at": timezone.now() + timedelta(minutes=1)},
    ],
)
def test_nobody_is_forgotten_before_the_day_or_while_a_decision_settles(elm, mailoutbox, early):
    withdrawn(mailoutbox, **early)

    assert delete_old_applications() == 0


def test_a_letter_leaves_before_its_address_is_deleted(elm, mailoutbox):
    row = withdrawn(mailoutbox)
    Letter.objects.filter(about=row.code).update(state=Letter.State.WAITING)

    assert delete_old_applications() == 0


def test_a_login_that_leads_somewhere_stays(elm, mailoutbox):
    row = withdrawn(mailoutbox)
    elsewhere = office("oak")
    with scope.within(elsewhere.coop.pk):
        Staff.objects.create(user=row.user, roles=["desk"])

    delete_old_applications()
    assert User.objects.filter(email="amara@example.org").exists(), "staff without a seat"

    row = withdrawn(mailoutbox)
    Seat.objects.create(kind=Seat.Kind.MEMBER, user=row.user, cooperative=elsewhere.coop)
    delete_old_applications()
    assert User.objects.filter(email="amara@example.org").exists()


def test_a_draft_is_deleted_after_its_days(elm, mailoutbox):
    old, new = joining.asked(), joining.draft(email="other@example.org")
    Application.objects.filter(pk=old.pk).update(
        draft_expires_at=timezone.now() - timedelta(seconds=1)
    )

    daily()

    assert Application.objects.get().pk == new.pk
    assert Locator.objects.get().target == new.code
    assert not Letter.objects.exists()


def test_the_calendar_serves_every_co_op(elm, mailoutbox):
    row = withdrawn(mailoutbox)
    office("oak")

    daily()

    row.refresh_from_db()
    assert row.deleted_at is not None


def test_no_table_holds_a_word_of_a_person_who_was_forgotten(elm, mailoutbox):
    """Every column of every table is read, as text: a new one that keeps something fails here."""
    canary = "Wombat9f3c"
    row = joining.applied(
        mailoutbox, name=f"{canary} Name", message=canary, email=f"{canary}@x.org"
    )
    thread.write_to_applicant(row, text=f"Dear {canary}", by=elm.steward)
    thread.write_as_applicant(row, f"I, {canary}, answer.")
    thread.add_note(row, text=f"{canary} seems nice.", by=elm.steward)
    conditions.tick(row, Condition.objects.create(label="Paid"), by=elm.steward)
    decisions.put_on_waiting_list(row, reason=f"Full, {canary}.", by=elm.steward)
    decisions.decline_application(row, reason=f"No, {canary}.", by=elm.steward, undo=timedelta())
    Application.objects.filter(pk=row.pk).update(decided_at=timezone.now() - timedelta(hours=3))
    row.refresh_from_db()
    decisions.reopen(row, reason=f"{canary} moved.", by=elm.owner)
    decisions.decline_application(row, reason="No.", by=elm.steward, undo=timedelta())
    outbox.drain()
    assert len(tables_with(canary)) > 3, "the search does not find what it looks for"
    Application.objects.filter(pk=row.pk).update(
        decided_at=timezone.now() - timedelta(hours=2), delete_on=timezone.localdate()
    )
    delete_old_applications()

    assert tables_with(canary) == []
    row.refresh_from_db()
    assert (row.state, row.membership_class) == (Application.State.DECLINED, elm.consumer)


def tables_with(canary):
    """In which tables it stands, in whatever case and column."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text = " ".join(str(row) for row in cursor.fetchall())
            if canary.lower() in text.lower():
                found.append(table)
    return found
