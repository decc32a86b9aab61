"""After an import: its cards are made, or it is undone while there are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants import long_work, outbox
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.facts import (
    Fact,
    MembershipStarted,
)
from tenants.long_work import Item, Outcome, failed
from tenants.long_work_facts import ImportUndone
from tenants.models import (
    FieldAnswer,
    FormField,
    Import,
    ImportLine,
    Job,
    JobItem,
    Member,
    MemberPhoto,
    Membership,
    Representative,
    Staff,
)
from tenants.services.importing.besides import Writing, remove_shares, same, taken_back
from tenants.services.importing.register import snapshots, write
from tenants.services.importing.running import CREATED, UPDATED, save

CARDS, UNDO = "members.import.cards", "members.import.undo"
UNDO_FOR = timedelta(days=7)
REMOVED, RESTORED, STARTED, NONE = "removed", "restored", "started", "none"
State = Import.State


class RestsOnItError(DomainError):
    code = "rests_on_it"
    message = gettext_lazy("Something rests on this member by now, so it stays.")


def undo_until(row: Import) -> bool:
    """Whether it can still be undone: run to its end, seven days at most, no cards yet."""
    if row.state != State.RUNNING or row.cards_at or row.run_at is None:
        return False
    over = row.job is None or not row.job.is_open
    return over and row.run_at > timezone.now() - UNDO_FOR


def _done(row: Import, *outcomes: str) -> QuerySet[ImportLine]:
    items = JobItem.objects.filter(job=row.job_id, outcome__in=outcomes)
    return ImportLine.objects.filter(brought=row, number__in=items.values("position"))


@transaction.atomic(durable=True)
def make_cards(row: Import, *, by: Staff | None) -> Job:
    """Give the new members of an import their cards. Nobody is told; inviting them is another step.

    Raises ChangedMeanwhileError where that was done, or the import is running or undone.
    """
    found = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=row.pk)
    if found.state != State.RUNNING or found.cards_at or (found.job and found.job.is_open):
        raise ChangedMeanwhileError
    Import.objects.filter(pk=row.pk).update(cards_at=timezone.now())
    lines = _done(found, CREATED).values_list("number", "values__name")
    items = [Item(label=name or "", position=number) for number, name in lines]
    job = long_work.begin(CARDS, items, by=by, title=row.name, about=row.code)
    row.refresh_from_db()
    return job


@transaction.atomic
def start_lines(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    numbers = [item.position for item in items]
    rows = ImportLine.objects.filter(brought__code=job.about or job.code, number__in=numbers)
    lines = list(rows.select_related("membership"))
    held = {line.number: line.membership for line in lines}
    waiting = {line.membership_id for line in lines if line.after}
    outcomes, facts = [], []
    for number in numbers:
        membership = held.get(number)
        if membership is None or not membership.is_active:
            outcomes.append(Outcome(NONE, _("The membership has ended or is there no more.")))
            continue
        if membership.pk in waiting:
            facts.append(MembershipStarted(str(membership.code)))
        outcomes.append(Outcome(STARTED))
    outbox.record_many(facts, by=job.started_by, lane=outbox.PATIENT)
    return outcomes


@transaction.atomic
def start_claimed(members: Collection[str]) -> None:
    """Who sits at the co-op by a code waits for no import: their card is made now, once.

    Such a line is no longer the import's own, so what it left is emptied: nothing will undo or start it again.
    """
    wanted = Membership.objects.filter(member__code__in=members)
    rows = ImportLine.objects.select_for_update(of=["self"]).select_related("membership")
    rows = rows.filter(
        membership__in=wanted, action=ImportLine.Action.CREATE, brought__cards_at=None
    )
    lines = [line for line in rows.exclude(after={}) if line.membership]
    ImportLine.objects.filter(pk__in=[line.pk for line in lines]).update(after={})
    held = [line.membership for line in lines if line.membership and line.membership.is_active]
    outbox.record_many([MembershipStarted(str(row.code)) for row in held])


def make_cards_of_old_imports() -> None:
    """Once an import can no longer be undone, its members have cards like all others."""
    due = Import.objects.filter(
        state=State.RUNNING, cards_at=None, run_at__lt=timezone.now() - UNDO_FOR
    )
    for row in due.exclude(job__state__in=Job.OPEN):
        make_cards(row, by=None)


@transaction.atomic(durable=True)
def undo(row: Import, *, by: Staff) -> Job:
    """Put the register back as it was, line by line. Raises ChangedMeanwhileError where that is not possible."""
    found = Import.objects.select_for_update(of=("self",)).select_related("job").get(pk=row.pk)
    if not undo_until(found):
        raise ChangedMeanwhileError
    lines = _done(found, CREATED, UPDATED).values_list("number", "values__name")
    items = [Item(label=name or "", position=number) for number, name in lines]
    job = long_work.begin(UNDO, items, by=by, title=row.name, about=row.code)
    Import.objects.filter(pk=row.pk).update(state=State.UNDOING, undo_job=job)
    row.refresh_from_db()
    outbox.record(ImportUndone(str(row.code)), by=by)
    return job


@transaction.atomic
def take_back(job: Job, items: Sequence[JobItem]) -> tuple[list[Outcome], list[str]]:
    """A few lines of it. Also returns addresses that lead nowhere any more."""
    numbers = [item.position for item in items]
    rows = ImportLine.objects.filter(brought__code=job.about or job.code, number__in=numbers)
    lines = {line.number: line for line in rows}
    held = Membership.objects.select_related("member", "membership_class").in_bulk(
        [line.membership_id for line in lines.values() if line.membership_id]
    )
    facts: list[Fact] = []
    writing, asked = Writing(facts), defaultdict(list)
    writing.prepare({row.member_id for row in held.values()}, [])
    now, kept = snapshots(held.values()), _with_more({row.member_id for row in held.values()})
    outcomes, restored, removed = [], [], []
    for number in numbers:
        line = lines.get(number)
        membership = held.get(line.membership_id or 0) if line else None
        if line is None or membership is None:
            outcomes.append(failed(_("It is not on the register any more.")))
        elif not line.before and membership.member_id in kept:
            outcomes.append(
                failed(
                    _(
                        "This member has a picture, a file or somebody who speaks for them by now, and stays."
                    )
                )
            )
        elif not same(now[membership.pk], line.after):
            outcomes.append(failed(_("This member has been changed since, and stays.")))
        elif line.before:
            wanted = {name: line.before.get(name, "") for name in line.changes}
            if not taken_back(writing, membership.member, line.after, wanted):
                outcomes.append(failed(RestsOnItError.message))
                continue
            for name in wanted:
                asked[name].append(membership.member_id)
            restored.append((membership, write(membership.member, membership, wanted)))
            outcomes.append(Outcome(RESTORED))
        else:
            removed.append(membership)
            outcomes.append(Outcome(REMOVED))
    writing.store(asked)
    save(restored, facts, cause=f"undone:{job.about}")
    outbox.record_many(facts, by=job.started_by, lane=outbox.SOON)
    return outcomes, _remove(removed)


def _with_more(members: Collection[int]) -> set[int]:
    """Who has by now what no list brings and what would go with them: who speaks for them, a picture, files."""
    files = FieldAnswer.objects.filter(field__kind=FormField.Kind.FILE)
    rows: tuple[QuerySet[Any], ...] = (
        Representative.objects.all(),
        MemberPhoto.objects.all(),
        files,
    )
    found = (row.filter(member__in=members).values_list("member_id", flat=True) for row in rows)
    return {pk for each in found for pk in each}


def _remove(memberships: Sequence[Membership]) -> list[str]:
    members = [row.member_id for row in memberships]
    addresses = {row.member.email for row in memberships if row.member.email}
    try:
        remove_shares(members)
        Membership.objects.filter(pk__in=[row.pk for row in memberships]).delete()
        Member.objects.filter(pk__in=members).delete()
    except ProtectedError as error:
        raise RestsOnItError from error
    shared = Member.objects.filter(email__in=addresses).values_list("email", flat=True)
    return sorted(addresses - set(shared))


@transaction.atomic
def mark_undone(job: Job) -> None:
    Import.objects.filter(code=job.about or job.code).update(state=State.UNDONE)
