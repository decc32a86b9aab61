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
from tenants.importing.planning import Line, Planned, plan
from tenants.importing.table import Table
from tenants.importing.values import Ways, month_comes_first, parse, surnames_come_first
from tenants.long_work_facts import ImportRun
from tenants.models import Cooperative, Import, ImportLine, Job, Staff
from tenants.secrets import name_key
from tenants.services.importing.register import fields, of_the_prefix, read_register, store_lines

RUN = "members.import"
AT_ONCE = 1000
UNRUN_KEPT = timedelta(days=7)
LINES_KEPT = timedelta(days=90)
State = Import.State
PLANNED = (
    "values",
    "action",
    "reason",
    "choices",
    "changes",
    "member",
    "membership",
    "before",
)


@transaction.atomic(durable=True)
def upload(table: Table, *, name: str, by: Staff) -> Import:
    """Keep the lines of a file. Columns are remembered from the last file with the same headings."""
    heads = list(table.heads)
    last = Import.objects.filter(heads=heads).exclude(state=State.COLUMNS).first()
    wanted = fields()
    guessed = {key: place for key, place in guess(heads, table.rows).items() if key in wanted}
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
def make_plan(
    row: Import,
    *,
    columns: Mapping[str, int],
    classes: Mapping[str, str],
    fallback: str,
    month_first: bool,
) -> None:
    """Decide for each line what it is to do. The plan stands until it is run, or columns are chosen anew.

    Raises ChangedMeanwhileError once it has been run.
    """
    if row.state not in {State.COLUMNS, State.PLANNED}:
        raise ChangedMeanwhileError
    here = queries.here()
    lines = list(ImportLine.objects.filter(brought=row))
    names = [line.cells[columns["name"]] for line in lines] if "name" in columns else []
    ways = Ways(
        columns,
        {name_key(word): code for word, code in classes.items()},
        fallback,
        month_first=month_first,
        surname_first=surnames_come_first(names),
    )
    parsed = [Line(line.number, parse(line.cells, ways)) for line in lines]
    register, newest = read_register()
    planned = plan(parsed, register, today=today_in(here.time_zone))
    for line, read, made in zip(lines, parsed, planned, strict=True):
        _fill(line, read, made)
    store_lines(lines, [*PLANNED])
    Import.objects.filter(pk=row.pk, state__in=[State.COLUMNS, State.PLANNED]).update(
        state=State.PLANNED,
        columns=dict(columns),
        classes=dict(classes),
        fallback=fallback,
        month_first=month_first,
        newest=newest,
    )
    row.refresh_from_db()


def _fill(line: ImportLine, read: Line, made: Planned) -> None:
    line.values = read.parsed.values
    line.action, line.reason = made.action, made.reason[:300]
    line.choices, line.changes = list(made.choices), list(made.changes)
    line.member_id, line.membership_id = made.member, made.membership
    line.before = made.before


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
    ImportLine.objects.bulk_update(changed, ["action"])
    return len(changed)


@transaction.atomic(durable=True)
def run(row: Import, *, by: Staff) -> Job:
    """Carry out exactly the plan, in the worker. Raises ChangedMeanwhileError where somebody has begun it."""
    mine = Import.objects.filter(pk=row.pk, state=State.PLANNED)
    if not mine.update(state=State.RUNNING, run_at=timezone.now()):
        raise ChangedMeanwhileError
    lines = ImportLine.objects.filter(brought=row)
    here = Cooperative.objects.select_for_update().get(pk=row.cooperative_id)
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
    """A file that was looked at and not wanted. Raises ChangedMeanwhileError once it has been run."""
    found = Import.objects.filter(pk=row.pk, state__in=[State.COLUMNS, State.PLANNED])
    if not found.exists():
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
