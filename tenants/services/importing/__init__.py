"""An import until it is run: uploaded, its columns chosen, planned, decided line by line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from tenants import long_work, outbox, queries
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError
from tenants.importing.columns import guess
from tenants.importing.planning import as_known, as_new
from tenants.importing.table import Table
from tenants.importing.values import month_comes_first
from tenants.long_work_facts import ImportRun
from tenants.models import Cooperative, Import, ImportLine, Job, Staff
from tenants.services.importing.besides import own_questions
from tenants.services.importing.planning import (
    Chosen,
    begin_plan,
    is_before_a_plan,
    make_plan,
    read_lines,
)
from tenants.services.importing.register import kinds_only, labels, of_the_prefix

__all__ = [
    "Chosen",
    "begin_plan",
    "decide",
    "discard",
    "forget_imports",
    "is_before_a_plan",
    "make_plan",
    "run",
    "upload",
]

RUN = "members.import"
AT_ONCE = 1000
UNRUN_KEPT = timedelta(days=7)
LINES_KEPT = timedelta(days=90)
State = Import.State


@transaction.atomic(durable=True)
def upload(table: Table, *, name: str, by: Staff) -> Import:
    """Keep the lines of a file. Columns are remembered from the last file with the same headings."""
    heads = list(table.heads)
    last = Import.objects.filter(heads=heads).exclude(state=State.COLUMNS).first()
    wanted, own = labels(), {each.key: each.heads for each in own_questions()}
    found = guess(heads, table.rows, own)
    guessed = {key: place for key, place in found.items() if key in wanted}
    row = Import.objects.create(
        name=name[:120],
        heads=heads,
        columns=last.columns if last else guessed,
        classes=last.classes if last else {},
        fallback=last.fallback if last else "",
        month_first=last.month_first if last else _month_first(table, guessed),
        created_by=by,
    )
    ImportLine.objects.bulk_create(
        (
            ImportLine(brought=row, number=line.number, cells=list(line.cells))
            for line in table.rows
        ),
        batch_size=AT_ONCE,
    )
    return row


def _month_first(table: Table, columns: Mapping[str, int]) -> bool:
    places = [columns[name] for name in ("joined_on", "ends_on") if name in columns]
    texts = [row.cells[place] for place in places for row in table.rows]
    return bool(month_comes_first(texts))


@transaction.atomic(durable=True)
def decide(row: Import, decisions: Mapping[int, str]) -> int:
    """What somebody wants instead, line by line; only what the plan offers. Returns how many changed."""
    if not Import.objects.select_for_update().filter(pk=row.pk, state=State.PLANNED).exists():
        raise ChangedMeanwhileError
    lines = list(ImportLine.objects.filter(brought=row, number__in=decisions))
    changed = []
    for line in lines:
        wanted = decisions[line.number]
        if wanted in line.choices and wanted != line.action:
            line.action = wanted
            changed.append(line)
    _settle(
        row, [line for line in changed if line.before and line.action != ImportLine.Action.SKIP]
    )
    ImportLine.objects.bulk_update(changed, ["action", "reason", "values"])
    return sum(line.action != ImportLine.Action.ERROR for line in changed)


def _settle(row: Import, lines: list[ImportLine]) -> None:
    """Who was taken for a member and is now somebody else, or the other way round, has other shares to be entered."""
    if not lines:
        return
    register, today = kinds_only(), today_in(queries.here().time_zone).isoformat()
    row.refresh_from_db()
    for line, read in zip(lines, read_lines(row, lines), strict=True):
        if line.action == ImportLine.Action.CREATE:
            values, why = as_new(read, register, today)
        else:
            values, why = as_known(read, line.before, register, today)
        if why:
            line.action, line.reason = ImportLine.Action.ERROR, why[:300]
        else:
            line.values = values


@transaction.atomic(durable=True)
def run(row: Import, *, by: Staff) -> Job:
    """Carry out exactly the plan, in the worker. Raises ChangedMeanwhileError where somebody has begun it."""
    mine = Import.objects.filter(pk=row.pk, state=State.PLANNED)
    if not mine.update(state=State.RUNNING, run_at=timezone.now()):
        raise ChangedMeanwhileError
    lines = ImportLine.objects.filter(brought=row)
    here = Cooperative.objects.select_for_update(no_key=True).get(pk=row.cooperative_id)
    numbers = (values.get("number", "") for values in lines.values_list("values", flat=True))
    highest = of_the_prefix(numbers, here.number_prefix)
    if highest >= here.next_number:  # nobody is given a number that a later line brings
        Cooperative.objects.filter(pk=here.pk).update(next_number=highest + 1)
    items = (
        long_work.Item(label=values.get("name", ""), position=number)
        for number, values in lines.values_list("number", "values")
    )
    job = long_work.begin(RUN, items, by=by, title=row.name, about=row.code)
    Import.objects.filter(pk=row.pk).update(job=job)
    row.refresh_from_db()
    outbox.record(ImportRun(str(row.code)), by=by)
    return job


@transaction.atomic(durable=True)
def discard(row: Import) -> None:
    """A file that was looked at and not wanted. Raises ChangedMeanwhileError while it is read, and once it was run."""
    found = Import.objects.select_for_update(of=["self"]).select_related("plan_job").get(pk=row.pk)
    if not is_before_a_plan(found):
        raise ChangedMeanwhileError
    found.delete()


@transaction.atomic(durable=True)
def forget_imports() -> None:
    """Files that were never run, and the lines of those that were, some time after."""
    now = timezone.now()
    unrun = Import.objects.filter(run_at=None, created_at__lt=now - UNRUN_KEPT)
    unrun.delete()
    old = Import.objects.filter(run_at__lt=now - LINES_KEPT)
    ImportLine.objects.filter(brought__in=old).delete()
