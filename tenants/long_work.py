"""Long work in small batches: begun in a request, done by the worker, watched at a page of its own.

A kind registers what it does with a few items. Whoever starts a job names its items in the transaction
that decides on it. Each batch is one transaction: what the kind did, the outcomes of its items, the
counts and the debt of the next batch. So a worker may die at any moment, and no item is done twice.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tenants import outbox, scope
from tenants.errors import DomainError
from tenants.killpoints import reach
from tenants.long_work_facts import JobFinished, JobStarted, JobStepOwed
from tenants.models import Job, JobFile, JobItem, Staff

log = logging.getLogger(__name__)
AT_ONCE = 2000  # rows in one statement
# Not the item's fault: the whole batch is rolled back and comes again.
PASSING = (OperationalError, InterfaceError, SoftTimeLimitExceeded)
Text = str | Promise


@dataclass(frozen=True)
class Item:
    """One thing to do: what it is to its kind, and how people call it."""

    key: str = ""
    label: str = ""
    position: int = 0  # its place in the row where none is given


@dataclass(frozen=True)
class Outcome:
    """What became of one item: a word of the kind's own, or that it failed and why."""

    name: str
    reason: str = ""


@dataclass(frozen=True)
class Link:
    label: Text
    url: str


Run = Callable[[Job, Sequence[JobItem]], Sequence[Outcome]]


@dataclass(frozen=True)
class Kind:
    """What a job of this kind is called, what it does with a few items, and the words of its outcomes."""

    name: str
    title: Text
    run: Run
    outcomes: dict[str, Text] = field(default_factory=dict)
    batch: int = 100
    finished: Callable[[Job], None] | None = None  # in the transaction of the last batch
    retries: bool = True  # whether what failed may succeed when it is tried again
    links: Callable[[Job], Sequence[Link]] | None = None  # where to go on, on the job's page
    explained: tuple[
        str, ...
    ] = ()  # outcomes whose items the page names with their reasons, as it does failures
    makes_file: bool = False  # whether one follows when all items are done


_kinds: dict[str, Kind] = {}


def job_kind(kind: Kind) -> Kind:
    """Register a kind; its name is stored in rows and never changes."""
    if kind.name in _kinds:
        raise ValueError(f"There is a kind of job called {kind.name} already.")
    _kinds[kind.name] = kind
    return kind


def kind_of(job: Job) -> Kind:
    return _kinds[job.kind]


def failed(reason: Text) -> Outcome:
    return Outcome(JobItem.FAILED, str(reason)[:300])


def begin(
    kind: str,
    items: Iterable[Item],
    *,
    by: Staff | None,
    title: str = "",
    about: UUID | None = None,
) -> Job:
    """Owe long work within the caller's transaction. A job without items is done at its first step."""
    if kind not in _kinds:
        raise LookupError(f"No kind of job is called {kind}.")
    job = Job.objects.create(kind=kind, title=title[:200], about=about, started_by=by)
    rows = [
        JobItem(
            job=job,
            position=each.position or place,
            key=each.key,
            label=each.label[:120],
        )
        for place, each in enumerate(items, 1)
    ]
    JobItem.objects.bulk_create(rows, batch_size=AT_ONCE)
    Job.objects.filter(pk=job.pk).update(total=len(rows))
    job.total = len(rows)
    outbox.record(JobStarted(str(job.code)), by=by)
    owe_step(job)
    return job


def owe_step(job: Job) -> None:
    outbox.owe(JobStepOwed(str(job.code)), scope.current().cooperative_id)


def keep_file(job: Job, name: str, media_type: str, content: bytes) -> None:
    """What the job made; a later one takes the place of the one before."""
    JobFile.objects.update_or_create(
        job=job, defaults={"name": name[:120], "media_type": media_type, "content": content}
    )


def step(code: str) -> None:
    """One batch, within the transaction that closes its debt."""
    job = Job.objects.select_for_update().filter(code=code, state__in=Job.OPEN).first()
    if job is None:
        return
    kind = kind_of(job)
    items = list(job.items.filter(outcome="")[: kind.batch])
    with translation.override(job.started_by.user.language if job.started_by else None):
        outcomes = _outcomes(kind, job, items)
    alike: dict[Outcome, list[int]] = defaultdict(list)
    for item, outcome in zip(items, outcomes, strict=True):
        item.outcome = outcome.name
        alike[outcome].append(item.pk)
    for outcome, keys in alike.items():  # few are told apart, so this is few statements
        rows = JobItem.objects.filter(pk__in=keys)
        rows.update(outcome=outcome.name, reason=outcome.reason[:300])
    reach(f"{job.kind}:before-counts")
    _count(job, items)
    if job.left > 0:
        owe_step(job)
        return
    if kind.finished:
        kind.finished(job)
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, finished_at=timezone.now())
    outbox.record(JobFinished(str(job.code), str(job.lap)))


def _count(job: Job, items: Sequence[JobItem]) -> None:
    now = timezone.now()
    job.counts = dict(Counter(job.counts) + Counter(item.outcome for item in items))
    job.done += len(items)
    Job.objects.filter(pk=job.pk).update(
        state=Job.State.RUNNING,
        counts=job.counts,
        done=F("done") + len(items),
        begun_at=job.begun_at or now,
        seen_at=now,
    )


def _outcomes(kind: Kind, job: Job, items: list[JobItem]) -> Sequence[Outcome]:
    """All together; where that fails, one by one, so that one bad item stops no other."""
    if not items:
        return []
    try:
        with transaction.atomic():
            return kind.run(job, items)
    except PASSING:
        raise
    except Exception:
        if len(items) > 1:
            log.exception("A batch of job %s failed; its items are tried one by one.", job.code)
            return [_outcome(kind, job, item) for item in items]
    return [_outcome(kind, job, items[0])]


def _outcome(kind: Kind, job: Job, item: JobItem) -> Outcome:
    try:
        with transaction.atomic():
            [outcome] = kind.run(job, [item])
            return outcome
    except PASSING:
        raise
    except DomainError as error:
        return failed(error.message)
    except Exception:
        log.exception("Item %s of job %s failed.", item.position, job.code)
        return failed(
            _("This did not work. Try again; if it fails again, tell whoever runs the portal.")
        )
