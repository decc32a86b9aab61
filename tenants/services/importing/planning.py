"""The plan of an import: at once where the file is short, else a part at a time in the worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tenants import long_work, queries
from tenants.dates import today_in
from tenants.errors import ChangedMeanwhileError, DomainError
from tenants.importing.besides import read as read_besides
from tenants.importing.compared import Above, Line, Planned, keys_of
from tenants.importing.likeness import folded
from tenants.importing.planning import plan
from tenants.importing.values import Ways, parse, surnames_come_first
from tenants.long_work import Outcome
from tenants.models import Import, ImportLine, Job, JobItem, Staff
from tenants.secrets import name_key
from tenants.services.importing.besides import own_questions
from tenants.services.importing.register import newest_member, read_register, store_lines

PLAN: Final = "members.import.plan"
AT_ONCE: Final = 500  # lines that are planned while somebody waits for the page
PART: Final = 1000  # lines of one step of the job
READ: Final = "read"
State = Import.State
PLANNED: Final = [
    "values",
    "action",
    "reason",
    "choices",
    "changes",
    "member",
    "membership",
    "is_somebody",
    "folded",
    "before",
]


class PartAboveError(DomainError):
    code = "part_above"
    message = _("Lines above these could not be read. Try again.")


@dataclass(frozen=True)
class Chosen:
    """What the columns are: {field: place}, {word of a kind of membership: its code}, and how dates stand."""

    columns: Mapping[str, int]
    classes: Mapping[str, str]
    fallback: str
    month_first: bool


def is_before_a_plan(row: Import) -> bool:
    """Whether columns may be chosen, the first time or anew: not while the worker reads, nor once it was run."""
    reads = row.plan_job is not None and row.plan_job.is_open
    return row.state in {State.COLUMNS, State.PLANNED} or (
        row.state == State.PLANNING and not reads
    )


@transaction.atomic(durable=True)
def begin_plan(row: Import, chosen: Chosen, *, by: Staff) -> Job | None:
    """Decide for each line what it is to do: now where there are few, else in a job, which is returned.

    The plan stands until it is run, or columns are chosen anew. Raises ChangedMeanwhileError while a plan is
    made, and once it has been run.
    """
    _choose(row, chosen)
    numbers = list(ImportLine.objects.filter(brought=row).values_list("number", flat=True))
    if len(numbers) <= AT_ONCE:
        _plan_all(row)
        return None
    firsts = [*numbers[::PART], numbers[-1] + 1]
    items = [
        long_work.Item(f"{first}-{after - 1}", f"{first} to {after - 1}")
        for first, after in pairwise(firsts)
    ]
    job = long_work.begin(PLAN, items, by=by, title=row.name, about=row.code)
    Import.objects.filter(pk=row.pk).update(plan_job=job)
    row.refresh_from_db()
    return job


@transaction.atomic(durable=True)
def make_plan(
    row: Import,
    *,
    columns: Mapping[str, int],
    classes: Mapping[str, str],
    fallback: str,
    month_first: bool,
) -> None:
    """The same at once, however long the file is."""
    _choose(row, Chosen(columns, classes, fallback, month_first))
    _plan_all(row)


def _choose(row: Import, chosen: Chosen) -> None:
    """Keep what the columns are, and forget what was planned."""
    locked = Import.objects.select_for_update(of=["self"]).select_related("plan_job")
    if not is_before_a_plan(locked.get(pk=row.pk)):
        raise ChangedMeanwhileError
    lines = ImportLine.objects.filter(brought=row)
    lines.exclude(action="").update(action="", is_somebody=False)
    place = chosen.columns.get("name")
    cells = [] if place is None else lines.values_list("cells", flat=True)
    Import.objects.filter(pk=row.pk).update(
        state=State.PLANNING,
        columns=dict(chosen.columns),
        classes=dict(chosen.classes),
        fallback=chosen.fallback,
        month_first=chosen.month_first,
        surname_first=surnames_come_first([each[place] for each in cells if each]),
        newest=newest_member(),
        plan_job=None,
    )
    row.refresh_from_db()


def _plan_all(row: Import) -> None:
    _plan_lines(row, list(ImportLine.objects.filter(brought=row)), ())
    Import.objects.filter(pk=row.pk).update(state=State.PLANNED)
    row.refresh_from_db()


@transaction.atomic
def plan_parts(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    """The lines of each part, compared with the register and with all lines above them."""
    row = Import.objects.filter(plan_job=job, state=State.PLANNING).first()
    if row is None:
        raise ChangedMeanwhileError
    for item in items:
        first, last = map(int, item.key.split("-"))
        above = ImportLine.objects.filter(brought=row, number__lt=first)
        if above.filter(
            action=""
        ).exists():  # a part that failed is tried again before those below it
            raise PartAboveError
        names = ("number", "values", "member_id", "membership_id")
        seen = above.filter(is_somebody=True).values_list(*names)
        lines = list(ImportLine.objects.filter(brought=row, number__range=(first, last)))
        _plan_lines(row, lines, (Above(*each) for each in seen.iterator(PART)))
    return [Outcome(READ)] * len(items)


def plan_made(job: Job) -> None:
    """With its last part the plan stands; where a part failed, it does not."""
    rows = Import.objects.filter(plan_job=job, state=State.PLANNING)
    if not ImportLine.objects.filter(brought__in=rows, action="").exists():
        rows.update(state=State.PLANNED)


def _plan_lines(row: Import, lines: Sequence[ImportLine], above: Iterable[Above]) -> None:
    read = read_lines(row, lines)
    keys = {key for line in read for key in keys_of(line.parsed.values)}
    today = today_in(queries.here().time_zone)
    planned = plan(read, read_register(keys), today=today, above=above)
    for line, parsed, made in zip(lines, read, planned, strict=True):
        _fill(line, parsed, made)
    store_lines(lines, PLANNED)


def read_lines(row: Import, lines: Iterable[ImportLine]) -> list[Line]:
    """These lines, as the columns say."""
    ways = Ways(
        row.columns,
        {name_key(word): code for word, code in row.classes.items()},
        row.fallback,
        month_first=row.month_first,
        surname_first=row.surname_first,
    )
    own = own_questions()
    return [
        Line(line.number, read_besides(line.cells, ways, own, parse(line.cells, ways)))
        for line in lines
    ]


def _fill(line: ImportLine, read: Line, made: Planned) -> None:
    line.values = made.values or read.parsed.values
    line.action, line.reason = made.action, made.reason[:300]
    line.choices, line.changes = list(made.choices), list(made.changes)
    line.member_id, line.membership_id = made.member, made.membership
    line.is_somebody, line.before = made.is_somebody, made.before
    line.folded = "\n".join(map(folded, line.cells))
