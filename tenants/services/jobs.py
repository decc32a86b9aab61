"""Long work once it is begun: cancelled, tried again, forgotten."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tenants import long_work, outbox
from tenants.errors import ChangedMeanwhileError
from tenants.long_work_facts import JobCancelled, JobStarted
from tenants.models import Job, JobFile, JobItem, MemberAction, Staff

KEPT = timedelta(days=90)  # items and files may name people; the counts stay


@transaction.atomic(durable=True)
def cancel_job(job: Job, *, by: Staff) -> None:
    """No further batch begins; what is done stays done. Raises ChangedMeanwhileError once it is over."""
    mine = Job.objects.filter(pk=job.pk, state__in=Job.OPEN)
    if not mine.update(state=Job.State.CANCELLED, finished_at=timezone.now()):
        raise ChangedMeanwhileError
    job.refresh_from_db()
    outbox.record(JobCancelled(str(job.code)), by=by)


@transaction.atomic(durable=True)
def retry_failed(job: Job, *, by: Staff) -> int:
    """What failed, once more, and what a cancelled job left. Returns how many items.

    Raises ChangedMeanwhileError while it runs, or where nothing is left to do.
    """
    found = Job.objects.select_for_update().get(pk=job.pk)
    retries = long_work.kind_of(found).retries
    rows = found.items.filter(outcome=JobItem.FAILED)
    again = rows.update(outcome="", reason="") if retries else 0
    left = found.total - found.done
    if found.is_open or not again + left:
        raise ChangedMeanwhileError
    counts = {**found.counts}
    if retries:
        counts.pop(JobItem.FAILED, None)
    Job.objects.filter(pk=found.pk).update(
        state=Job.State.WAITING,
        counts=counts,
        done=found.done - again,
        done_before=found.done - again,
        lap=found.lap + 1,
        begun_at=None,
        seen_at=None,
        finished_at=None,
    )
    job.refresh_from_db()
    outbox.record(JobStarted(str(job.code)), by=by)
    long_work.owe_step(job)
    return again + left


@transaction.atomic(durable=True)
def forget_old_items() -> None:
    """What stands on an old job's lines is deleted; that it was done, and how much, stays."""
    over = Job.objects.filter(finished_at__lt=timezone.now() - KEPT)
    JobItem.objects.filter(job__in=over).delete()
    JobFile.objects.filter(job__in=over).delete()
    old = MemberAction.objects.filter(created_at__lt=timezone.now() - KEPT)
    old.exclude(particulars={}).update(particulars={})  # a reason may say something of people
