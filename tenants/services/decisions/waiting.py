"""The waiting list: put on it with a reason, offered a place, taken or given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import admission, outbox, queries
from tenants.application_facts import (
    ApplicationOffWaitingList,
    ApplicationWaitlisted,
    PlaceOffered,
    PlaceTaken,
)
from tenants.dates import today_in
from tenants.errors import AlreadyDecidedError, ChangedMeanwhileError, PlaceGoneError
from tenants.models import Application, Staff
from tenants.services.decisions import steps
from tenants.services.decisions.rows import RowOutcome, each, outcome_of

State = Application.State


@transaction.atomic(durable=True)
def put_on_waiting_list(application: Application, *, reason: str, by: Staff) -> None:
    """With the reason the applicant will read. Raises AlreadyDecidedError."""
    enlist(application, reason=reason, by=by)


def put_many_on_waiting_list(codes: Sequence[UUID], *, reason: str, by: Staff) -> list[RowOutcome]:
    def put(application: Application) -> RowOutcome:
        enlist(application, reason=reason, by=by)
        return outcome_of(application, "waiting_list", _("On the waiting list"))

    return each(codes, put)


@transaction.atomic(durable=True)
def take_off_waiting_list(application: Application, *, by: Staff) -> None:
    """To review again, without a place having been offered."""
    row = steps.locked(application)
    if row.state != State.WAITING_LIST:
        raise ChangedMeanwhileError
    _clear(application, state=State.SUBMITTED)
    outbox.record(ApplicationOffWaitingList(str(row.code)), by=by)


@transaction.atomic(durable=True)
def offer_place(application: Application, *, by: Staff) -> None:
    """Keep a place for some days and tell the applicant. Raises ChangedMeanwhileError."""
    _offer(application, by=by)


def offer_many(codes: Sequence[UUID], *, by: Staff) -> list[RowOutcome]:
    def offer(application: Application) -> RowOutcome:
        _offer(application, by=by)
        return outcome_of(application, "offered", _("A place is offered"))

    return each(codes, offer)


@transaction.atomic(durable=True)
def take_place(application: Application) -> None:
    """The applicant still wants to come: to review, and the place is theirs until it is decided.

    Raises PlaceGoneError once its days are over or it was given back.
    """
    row = steps.locked(application)
    today = today_in(queries.here().time_zone)
    if row.state != State.WAITING_LIST or not admission.has_promise(row, today=today):
        raise PlaceGoneError
    steps.keep(application, state=State.SUBMITTED, place_taken_at=timezone.now())
    outbox.record(PlaceTaken(str(row.code)))


def enlist(application: Application, *, reason: str, by: Staff) -> None:
    """Behind everybody who waits already; a proposal to approve is over with it."""
    row = steps.locked(application)
    if row.state not in {State.SUBMITTED, State.INFORMATION_ASKED}:
        raise AlreadyDecidedError if not row.is_open else ChangedMeanwhileError
    _clear(
        application,
        state=State.WAITING_LIST,
        waitlisted_at=timezone.now(),
        waitlist_reason=reason.strip()[:1000],
        proposed_by=None,
        proposed_at=None,
        proposed_person=None,
    )
    outbox.record(ApplicationWaitlisted(str(row.code)), by=by)


def _offer(application: Application, *, by: Staff) -> None:
    row = steps.locked(application)
    here = queries.here()
    today = today_in(here.time_zone)
    if row.state != State.WAITING_LIST:
        raise ChangedMeanwhileError
    if admission.has_promise(row, today=today):
        raise ChangedMeanwhileError(_("A place is offered already. Nothing was changed."))
    steps.keep(
        application,
        place_offered_at=timezone.now(),
        place_offered_until=today + timedelta(days=here.place_days),
    )
    outbox.record(PlaceOffered(str(row.code)), by=by)


def _clear(application: Application, **values: object) -> None:
    fresh = {
        "waitlisted_at": None,
        "waitlist_reason": "",
        "place_offered_at": None,
        "place_offered_until": None,
        "place_taken_at": None,
    }
    steps.keep(application, **{**fresh, **values})
