"""Decisions on applications: who was first decides, and for ten seconds it can be taken back.

The facts of a decision are due when its time for undo is over, so nothing is signed, mailed or
handed on before. Undo cancels them; what a worker has begun cannot be undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import outbox, queries
from tenants.dates import last_day, today_in
from tenants.errors import (
    AlreadyDecidedError,
    AlreadyMemberError,
    ClassMissingError,
    TooLateToUndoError,
)
from tenants.facts import (
    ApplicationApproved,
    ApplicationDeclined,
    DecisionUndone,
    InformationAskedFor,
    MembershipStarted,
)
from tenants.models import Application, Event, Member, Membership, Staff
from tenants.services.decisions import register
from tenants.services.decisions.rows import RowOutcome, each, outcome_of

UNDO: Final = timedelta(seconds=10)
# However long a worker is away: by then the applicant may have read the answer.
UNDO_AT_MOST: Final = timedelta(minutes=1)
__all__ = [
    "UNDO",
    "RowOutcome",
    "approve_application",
    "approve_many",
    "ask_for_information",
    "decline_application",
    "decline_many",
    "undo_decision",
    "undo_many",
]
UNDOABLE = (Application.State.APPROVED, Application.State.DECLINED)


@transaction.atomic(durable=True)
def approve_application(
    application: Application,
    *,
    by: Staff,
    undo: timedelta = UNDO,
    valid_months: int | None = None,
    announce: bool = True,
    member: Member | None = None,
) -> Membership:
    """Enter the applicant on the register. `member` says that this person stands there already.

    Raises AlreadyDecidedError for who comes second, AlreadyMemberError where a membership of the
    same class is running.
    """
    return _approve(
        application,
        by=by,
        undo=undo,
        valid_months=valid_months,
        announce=announce,
        member=member,
    )


def approve_many(codes: Sequence[UUID], *, by: Staff) -> list[RowOutcome]:
    """Approve each that can be; the others stay as they are, each with its reason.

    Who may stand on the register already is left for a look at the application itself.
    """

    def approve(application: Application) -> RowOutcome:
        if application.pk in doubtful:
            sentence = _("May be on the register already. Open the application to decide.")
            return outcome_of(application, "possible_duplicate", sentence)
        membership = _approve(application, by=by)
        return outcome_of(application, "approved", _("Approved"), membership.code)

    doubtful = queries.with_duplicates(Application.objects.filter(code__in=codes))
    return each(codes, approve)


@transaction.atomic(durable=True)
def decline_application(
    application: Application, *, reason: str, by: Staff, undo: timedelta = UNDO
) -> None:
    """Say no, with the reason the applicant will read. Raises AlreadyDecidedError."""
    _decline(application, reason=reason, by=by, undo=undo)


def decline_many(codes: Sequence[UUID], *, reason: str, by: Staff) -> list[RowOutcome]:
    """Decline each for the same reason."""

    def decline(application: Application) -> RowOutcome:
        _decline(application, reason=reason, by=by)
        return outcome_of(application, "declined", _("Declined"))

    return each(codes, decline)


@transaction.atomic(durable=True)
def ask_for_information(application: Application, *, question: str, by: Staff) -> None:
    """Put a question to the applicant; the application waits for the answer.

    Raises AlreadyDecidedError where it is not open to questions any more.
    """
    waiting = Application.objects.filter(pk=application.pk, state=Application.State.SUBMITTED)
    asked = waiting.update(
        state=Application.State.INFORMATION_ASKED, question=question[:2000], answer=""
    )
    if not asked:
        raise AlreadyDecidedError
    application.refresh_from_db()
    outbox.record(InformationAskedFor(str(application.code)), by=by)


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


def _approve(
    application: Application,
    *,
    by: Staff,
    undo: timedelta = UNDO,
    valid_months: int | None = None,
    announce: bool = True,
    member: Member | None = None,
) -> Membership:
    here = register.locked()
    _decide(application, Application.State.APPROVED, by=by)
    chosen = application.membership_class
    if chosen is None:
        raise ClassMissingError
    person = member or register.known(application) or register.enter(application, here)
    if person.memberships.filter(membership_class=chosen).exclude(standing="ended").exists():
        raise AlreadyMemberError
    today = today_in(here.time_zone)
    membership = Membership.objects.create(
        member=person,
        membership_class=chosen,
        starts_on=today,
        ends_on=last_day(today, valid_months) if valid_months else chosen.last_day_from(today),
        evidence=register.evidence(application),
        announce=announce,
    )
    approved = ApplicationApproved(str(application.code), str(membership.code))
    outbox.record(approved, by=by, delay=undo)
    event = outbox.record(MembershipStarted(str(membership.code)), by=by, delay=undo)
    _keep(application, membership=membership, decision_event=event)
    return membership


def _decline(application: Application, *, reason: str, by: Staff, undo: timedelta = UNDO) -> None:
    here = queries.here()
    _decide(
        application,
        Application.State.DECLINED,
        by=by,
        decision_reason=reason,
        delete_on=today_in(here.time_zone) + timedelta(days=here.deletion_days),
    )
    event = outbox.record(ApplicationDeclined(str(application.code)), by=by, delay=undo)
    _keep(application, decision_event=event)


def _undo(application: Application, *, by: Staff) -> None:
    here = register.locked()
    row = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    since = timezone.now() - UNDO_AT_MOST
    if row.state not in UNDOABLE or row.decided_at is None or row.decided_at < since:
        raise TooLateToUndoError
    if not all(outbox.cancel(event) for event in _events(row)):
        raise TooLateToUndoError
    membership = row.membership
    waiting = row.question and not row.answer
    _keep(
        row,
        state=Application.State.INFORMATION_ASKED if waiting else Application.State.SUBMITTED,
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


def _decide(
    application: Application, state: Application.State, *, by: Staff, **values: object
) -> None:
    """One conditional update decides who was first."""
    still_open = Application.objects.filter(pk=application.pk, state__in=Application.OPEN)
    if not still_open.update(state=state, decided_at=timezone.now(), decided_by=by, **values):
        raise AlreadyDecidedError
    application.refresh_from_db()


def _keep(application: Application, **values: object) -> None:
    Application.objects.filter(pk=application.pk).update(**values)
    application.refresh_from_db()


def _events(row: Application) -> list[UUID]:
    """The facts that the decision recorded last."""
    told = Event.objects.filter(name="ApplicationApproved", data__application=str(row.code))
    approved = told.order_by("-id").first() if row.membership_id else None
    return [code for code in (row.decision_event, approved and approved.code) if code]
