"""What is written about an application: between the co-op and the applicant, and within the team."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.application_facts import ApplicantWrittenTo, ApplicantWrote
from tenants.errors import AlreadyDecidedError, ChangedMeanwhileError, TooManyMessagesError
from tenants.facts import InformationAskedFor, QuestionAnswered
from tenants.models import Application, ApplicationMessage, ApplicationNote, Staff

LONGEST: Final = 2000
# Enough for a conversation, too few to fill a mailbox or a disk.
STAFF_AN_HOUR: Final = 10
APPLICANT_A_DAY: Final = 10
APPLICANT_IN_ALL: Final = 60
NOTES_AN_HOUR: Final = 60
State = Application.State


@transaction.atomic(durable=True)
def write_to_applicant(
    application: Application, *, text: str, by: Staff, asks: bool = True
) -> ApplicationMessage:
    """Write to the applicant; with `asks`, the application waits for the answer.

    Raises AlreadyDecidedError where it is not open any more, TooManyMessagesError.
    """
    row = _locked(application)
    if not row.is_open:
        raise AlreadyDecidedError
    lately = ApplicationMessage.objects.filter(application=row, at__gt=_ago(hours=1))
    if lately.exclude(by=None).count() >= STAFF_AN_HOUR:
        raise TooManyMessagesError
    message = ApplicationMessage.objects.create(
        application=row, by=by, asks=asks, text=text.strip()[:LONGEST]
    )
    if asks and row.state == State.SUBMITTED:
        Application.objects.filter(pk=row.pk).update(state=State.INFORMATION_ASKED)
    kind = InformationAskedFor if asks else ApplicantWrittenTo
    outbox.record(kind(str(row.code), str(message.code)), by=by)
    application.refresh_from_db()
    return message


@transaction.atomic(durable=True)
def write_as_applicant(application: Application, text: str) -> ApplicationMessage:
    """Write to the co-op. What it waited for is answered, and the application is its to review again.

    Raises ChangedMeanwhileError once it is decided, TooManyMessagesError.
    """
    row = _locked(application)
    if not row.is_open:
        raise ChangedMeanwhileError
    mine = ApplicationMessage.objects.filter(application=row, by=None)
    if mine.count() >= APPLICANT_IN_ALL:
        raise TooManyMessagesError
    if mine.filter(at__gt=_ago(hours=24)).count() >= APPLICANT_A_DAY:
        raise TooManyMessagesError
    message = ApplicationMessage.objects.create(application=row, text=text.strip()[:LONGEST])
    if row.state == State.INFORMATION_ASKED:
        Application.objects.filter(pk=row.pk).update(state=State.SUBMITTED)
        outbox.record(QuestionAnswered(str(row.code)))
    else:
        outbox.record(ApplicantWrote(str(row.code)))
    application.refresh_from_db()
    return message


@transaction.atomic(durable=True)
def add_note(application: Application, *, text: str, by: Staff) -> ApplicationNote:
    """A note for the team. Raises ChangedMeanwhileError once everything about the person is deleted."""
    row = _locked(application)
    if row.deleted_at is not None or row.state == State.DRAFT:
        raise ChangedMeanwhileError
    lately = ApplicationNote.objects.filter(application=row, at__gt=_ago(hours=1))
    if lately.count() >= NOTES_AN_HOUR:
        raise TooManyMessagesError
    return ApplicationNote.objects.create(application=row, by=by, text=text.strip()[:LONGEST])


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update().get(pk=application.pk)


def _ago(**values: int) -> object:
    return timezone.now() - timedelta(**values)
