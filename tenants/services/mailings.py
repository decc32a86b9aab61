"""Mailings: drafted, begun once, stopped; and what a member wants of them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tenants import long_work, outbox, scope
from tenants.dates import add_months
from tenants.errors import ChangedMeanwhileError
from tenants.long_work import Item
from tenants.mail_facts import (
    MailingsDeclined,
    MailingStarted,
    MailingStopped,
    MailingsWanted,
    RemindersDeclined,
    RemindersWanted,
)
from tenants.models import Job, Locator, Mailing, MailRules, Member, Staff
from tenants.secrets import derived_token, digest

JOB = "mailing"
State = Mailing.State


@transaction.atomic(durable=True)
def save_draft(row: Mailing | None, *, by: Staff, **values: object) -> Mailing:
    """A new one, or other words for one that was not begun. Raises ChangedMeanwhileError where it was."""
    if row is None:
        return Mailing.objects.create(created_by=by, **values)
    values["changed_at"] = timezone.now()
    if not Mailing.objects.filter(pk=row.pk, state=State.DRAFT).update(**values):
        raise ChangedMeanwhileError
    row.refresh_from_db()
    return row


@transaction.atomic(durable=True)
def delete_draft(row: Mailing) -> None:
    deleted, _each = Mailing.objects.filter(pk=row.pk, state=State.DRAFT).delete()
    if not deleted:
        raise ChangedMeanwhileError


@transaction.atomic(durable=True)
def start(row: Mailing, members: Iterable[Member], *, by: Staff) -> Job:
    """Once, however often it is clicked, and only as `row` was read: raises ChangedMeanwhileError for every click after
    the first, and where somebody has changed the words or whom it is for."""
    begun = {"state": State.SENDING, "started_at": timezone.now(), "started_by": by}
    as_read = {name: getattr(row, name) for name in Mailing.SAID}
    if not Mailing.objects.filter(pk=row.pk, state=State.DRAFT, **as_read).update(**begun):
        raise ChangedMeanwhileError
    items = [Item(str(member.code), member.number) for member in members]
    job = long_work.begin(JOB, items, by=by, title=row.subject, about=row.code)
    Mailing.objects.filter(pk=row.pk).update(job=job.code)
    outbox.record(MailingStarted(str(row.code)), by=by)
    return job


@transaction.atomic(durable=True)
def stop(row: Mailing, *, by: Staff) -> None:
    """What has not left does not leave any more. Raises ChangedMeanwhileError where there is nothing to stop."""
    # The work before the mailing, as a batch holds them: the other way round, the last one and we wait for each other.
    work = Mailing.objects.filter(pk=row.pk).values("job")
    jobs = Job.objects.filter(code__in=work, state__in=Job.OPEN)
    jobs.update(state=Job.State.CANCELLED, finished_at=timezone.now())
    open_ones = Mailing.objects.filter(pk=row.pk, state__in=[State.SENDING, State.SENT])
    if not open_ones.update(state=State.STOPPED):
        raise ChangedMeanwhileError
    outbox.record(MailingStopped(str(row.code)), by=by)


@transaction.atomic(durable=True)
def forget_old_mailings() -> None:
    """What was written, once its letters are forgotten too, and drafts as long untouched; that there was one, and when, stays."""
    rules = MailRules.objects.first() or MailRules()
    before = add_months(timezone.localdate(), -rules.kept_months)
    Mailing.objects.filter(state=State.DRAFT, changed_at__date__lt=before).delete()
    old = Mailing.objects.filter(started_at__date__lt=before).exclude(text="")
    old.exclude(state=State.SENDING).update(text="", variants={}, query="")


@transaction.atomic
def mark_written(code: UUID) -> None:
    """Every letter is written; they leave as the hour allows."""
    Mailing.objects.filter(code=code, state=State.SENDING).update(state=State.SENT)


@transaction.atomic
def open_links(members: Iterable[Member]) -> None:
    """For each of them the address by which they may say that they want no more; the same one each time."""
    here = scope.current().cooperative_id
    rows = [
        Locator(
            kind=Locator.Kind.MAILINGS,
            digest=digest("mailings", token_of(member.code)),
            cooperative_id=here,
            target=member.code,
        )
        for member in members
    ]
    Locator.objects.bulk_create(rows, ignore_conflicts=True)


def token_of(member: UUID) -> str:
    return derived_token("mailings", str(member))


@transaction.atomic(durable=True)
def choose_reminders(member: Member, *, wants: bool) -> None:
    """Whether a member is reminded before something runs out or is due; the same again changes nothing."""
    rows = Member.objects.filter(pk=member.pk, anonymised_at=None)
    if wants:
        if rows.exclude(reminders_off_at=None).update(reminders_off_at=None):
            outbox.record(RemindersWanted(str(member.code)))
    elif rows.filter(reminders_off_at=None).update(reminders_off_at=timezone.now()):
        outbox.record(RemindersDeclined(str(member.code)))


@transaction.atomic(durable=True)
def choose(member: Member, *, wants: bool) -> None:
    """What a member wants; choosing the same again changes nothing."""
    rows = Member.objects.filter(pk=member.pk, anonymised_at=None)
    if wants:
        if rows.exclude(mailings_off_at=None).update(mailings_off_at=None):
            outbox.record(MailingsWanted(str(member.code)))
    elif rows.filter(mailings_off_at=None).update(mailings_off_at=timezone.now()):
        outbox.record(MailingsDeclined(str(member.code)))
