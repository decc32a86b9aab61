"""A decision taken back before anything left the house, and an application opened again long after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import outbox
from tenants.application_facts import ApplicationReopened
from tenants.errors import AlreadyKnownError, ChangedMeanwhileError, TooLateToUndoError
from tenants.facts import DecisionUndone
from tenants.models import Application, ApplicationNote, Event, Membership, Staff
from tenants.services.decisions import register, steps
from tenants.services.decisions.approving import UNDO
from tenants.services.decisions.rows import RowOutcome, each, outcome_of

# However long a worker is away: by then the applicant may have read the answer.
UNDO_AT_MOST: Final = timedelta(minutes=1)
State = Application.State
UNDOABLE = (State.APPROVED, State.DECLINED)
CLOSED = (State.DECLINED, State.WITHDRAWN)


@transaction.atomic(durable=True)
def undo_decision(application: Application, *, by: Staff) -> None:
    """Take a decision back before anything left the house. Raises TooLateToUndoError."""
    _undo(application, by=by)


def undo_many(codes: Sequence[UUID], *, by: Staff) -> list[RowOutcome]:
    """Take back each decision that still can be."""

    def undo(application: Application) -> RowOutcome:
        _undo(application, by=by)
        return outcome_of(application, "undone", _("Taken back"))

    return each(codes, undo)


@transaction.atomic(durable=True)
def reopen(application: Application, *, reason: str, by: Staff) -> None:
    """Look at a declined or withdrawn application again, as long as it is not deleted.

    The reason stands in the notes, as does the one it was declined for. Raises ChangedMeanwhileError,
    and AlreadyKnownError where the same person has come in or asked again meanwhile.
    """
    row = steps.locked(application)
    settled = row.decided_at is not None and row.decided_at <= timezone.now() - UNDO
    if row.state not in CLOSED or row.deleted_at is not None or not settled:
        raise ChangedMeanwhileError
    if _came_in_otherwise(row):
        raise AlreadyKnownError
    if row.decision_reason and row.decision_event:
        ApplicationNote.objects.create(
            application=row, by=row.decided_by, event=row.decision_event, text=row.decision_reason
        )
    steps.keep(
        application,
        state=State.SUBMITTED,
        state_before="",
        decided_at=None,
        decided_by=None,
        decision_reason="",
        decision_event=None,
        delete_on=None,
        proposed_by=None,
        proposed_at=None,
        proposed_person=None,
    )
    steps.explain(application, ApplicationReopened(str(row.code)), reason, by=by)


def _undo(application: Application, *, by: Staff) -> None:
    here = register.locked()
    row = steps.locked(application)
    since = timezone.now() - UNDO_AT_MOST
    if row.state not in UNDOABLE or row.decided_at is None or row.decided_at < since:
        raise TooLateToUndoError
    if not all(outbox.cancel(event) for event in _events(row)):
        raise TooLateToUndoError
    membership = row.membership
    steps.keep(
        row,
        state=row.state_before or State.SUBMITTED,
        state_before="",
        decided_at=None,
        decided_by=None,
        decision_reason="",
        decision_event=None,
        delete_on=None,
        membership=None,
    )
    if membership is not None:
        register.take_back(membership, here)
    outbox.record(DecisionUndone(str(row.code)), by=by)
    application.refresh_from_db()


def _events(row: Application) -> list[UUID]:
    """The facts that the decision recorded last."""
    told = Event.objects.filter(name="ApplicationApproved", data__application=str(row.code))
    approved = told.order_by("-id").first() if row.membership_id else None
    return [code for code in (row.decision_event, approved and approved.code) if code]


def _came_in_otherwise(row: Application) -> bool:
    """By another application, or as a member."""
    same = Q(email_key=row.email_key) if row.email_key else Q(pk__in=[])
    members = Q(member__email_key=row.email_key) if row.email_key else Q(pk__in=[])
    if row.user_id is not None:
        same |= Q(user=row.user_id)
        members |= Q(member__user=row.user_id)
    others = Application.objects.filter(same, state__in=Application.OPEN).exclude(pk=row.pk)
    running = Membership.objects.filter(members, membership_class__visiting=False)
    return others.exists() or running.exclude(standing=Membership.Standing.ENDED).exists()
