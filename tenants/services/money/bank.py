"""A bank's file until it is booked: uploaded, its columns chosen, planned, decided, and booked line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from tenants import long_work, money, outbox
from tenants.errors import ChangedMeanwhileError
from tenants.holding import NOTHING
from tenants.importing import bank
from tenants.importing.matching import Owed, plan
from tenants.importing.table import Row
from tenants.long_work import Item, Outcome, failed
from tenants.models import BankFile, BankLine, Due, Job, JobItem, MoneyEntry, Staff
from tenants.money_facts import BankFileBooked
from tenants.queries import hold_here
from tenants.services.money import booking

RUN: Final = "money.bank"
BOOKED, LEFT_OUT = "booked", "left_out"
AT_ONCE: Final = 500
UNBOOKED_KEPT: Final = timedelta(days=7)
LINES_KEPT: Final = timedelta(days=90)
State = BankFile.State
BEFORE: Final = (State.COLUMNS, State.PLANNED)
WRITTEN: Final = (
    *("on", "amount", "text", "payer", "key"),
    *("outcome", "due", "take", "choices", "seen"),
)


@transaction.atomic(durable=True)
def upload(told: bank.Statement, *, name: str, digest: str, by: Staff) -> tuple[BankFile, bool]:
    """Keep its lines; whether it is new. Columns are remembered from the last file with the same headings."""
    # Pressed twice at once, the second waits and finds the first.
    hold_here()
    before = BankFile.objects.filter(digest=digest).first()
    if before is not None:
        return before, False
    heads = list(told.heads)
    last = BankFile.objects.filter(heads=heads).exclude(state=State.COLUMNS).first()
    row = BankFile.objects.create(
        name=name[:120],
        digest=digest,
        heads=heads,
        first=told.first,
        columns=last.columns if last else bank.guess(heads),
        created_by=by,
    )
    BankLine.objects.bulk_create(
        (BankLine(brought=row, number=each.number, cells=list(each.cells)) for each in told.rows),
        batch_size=AT_ONCE,
    )
    if bank.is_enough(row.columns):
        _plan(row, row.columns)
    return row, True


@transaction.atomic(durable=True)
def make_plan(row: BankFile, *, columns: Mapping[str, int]) -> None:
    """Decide for each line. Stands until it is booked, or columns are chosen anew. Raises ChangedMeanwhileError after."""
    _plan(_waiting(row), columns)


@transaction.atomic(durable=True)
def decide(row: BankFile, decisions: Mapping[int, int | None]) -> int:
    """On which amount a line is booked, or on none. Only what was offered counts. Returns how many changed."""
    found = _waiting(row)
    changed = 0
    for line in BankLine.objects.filter(brought=found, number__in=list(decisions)):
        wanted = decisions[line.number]
        if wanted is not None and wanted not in line.choices:
            continue
        if (line.take, line.due_id) == (wanted is not None, wanted or line.due_id):
            continue
        line.take, line.due_id = wanted is not None, wanted or line.due_id
        line.seen = _settled([line.due_id]).get(line.due_id or 0)
        line.save(update_fields=["take", "due", "seen"])
        changed += 1
    return changed


@transaction.atomic(durable=True)
def run(row: BankFile, *, by: Staff) -> Job:
    """Book exactly the plan, once; as long work. Raises ChangedMeanwhileError the second time."""
    found = _waiting(row)
    if found.state != State.PLANNED:
        raise ChangedMeanwhileError
    lines = BankLine.objects.filter(brought=found).values_list("number", "payer")
    items = [Item(label=payer, position=number) for number, payer in lines]
    job = long_work.begin(RUN, items, by=by, title=found.name, about=found.code)
    BankFile.objects.filter(pk=found.pk).update(
        state=State.BOOKED, booked_at=timezone.now(), job=job
    )
    outbox.record(BankFileBooked(str(found.code)), by=by)
    return job


@transaction.atomic(durable=True)
def discard(row: BankFile) -> None:
    """Before it is booked, nothing of it is kept."""
    found = _waiting(row)
    BankLine.objects.filter(brought=found).delete()
    BankFile.objects.filter(pk=found.pk).delete()


@transaction.atomic
def book_lines(job: Job, items: Sequence[JobItem]) -> list[Outcome]:
    """What became of a few lines. Whatever is booked already stays booked, once."""
    numbers = [item.position for item in items]
    rows = BankLine.objects.filter(brought__code=job.about or job.code, number__in=numbers)
    lines = {line.number: line for line in rows.select_related("brought")}
    return [_book(lines[number], by=job.started_by) for number in numbers]


def _book(line: BankLine, *, by: Staff | None) -> Outcome:
    if line.entry_id is not None:
        return Outcome(BOOKED)
    if not line.take or line.due_id is None or line.on is None or line.amount is None:
        plain = line.outcome not in {BankLine.Outcome.MATCHED, BankLine.Outcome.DIFFERS}
        known = plain and line.outcome != BankLine.Outcome.UNKNOWN
        return Outcome(line.outcome if known else LEFT_OUT)
    if BankLine.objects.filter(key=line.key, entry__isnull=False).exists():
        return Outcome(BankLine.Outcome.KNOWN)
    due = booking.locked(Due(pk=line.due_id))
    if due.settled != (line.seen or NOTHING) + _booked_here(line):
        return failed(_("Something else was booked on this amount meanwhile. Nothing was changed."))
    entry = booking.book(
        due,
        action=MoneyEntry.Kind.RECEIVED,
        amount=line.amount,
        on=line.on,
        method=MoneyEntry.Method.BANK,
        reason=line.text[:200],
        by=by,
    )
    BankLine.objects.filter(pk=line.pk).update(entry=entry)
    return Outcome(BOOKED)


def _booked_here(line: BankLine) -> Decimal:
    """By other lines of this file, on the same amount."""
    rows = BankLine.objects.filter(brought=line.brought_id, due=line.due_id, entry__isnull=False)
    return rows.aggregate(total=Sum("amount"))["total"] or NOTHING


@transaction.atomic(durable=True)
def forget_lines() -> None:
    """Files that were never booked go after a week; what lines of the others say, after three months."""
    now = timezone.now()
    old = BankFile.objects.filter(state__in=BEFORE, created_at__lt=now - UNBOOKED_KEPT)
    BankLine.objects.filter(brought__in=list(old)).delete()
    old.delete()
    over = BankLine.objects.filter(brought__booked_at__lt=now - LINES_KEPT).exclude(cells=[])
    over.update(cells=[], text="", payer="")


def _waiting(row: BankFile) -> BankFile:
    """Locked, while nothing of it is booked."""
    found = BankFile.objects.select_for_update(of=("self",)).filter(pk=row.pk).first()
    if found is None or found.state not in BEFORE:
        raise ChangedMeanwhileError
    return found


def _plan(row: BankFile, columns: Mapping[str, int]) -> None:
    lines = list(BankLine.objects.filter(brought=row))
    rows = [Row(line.number, tuple(line.cells)) for line in lines]
    told = bank.read_lines(rows, columns, row.first)
    booked = BankLine.objects.filter(entry__isnull=False)
    known = set(booked.filter(key__in=[paid.key for paid in told]).values_list("key", flat=True))
    made = plan(told, _owed(), known)
    settled = _settled([each.due for each in made])
    for line, paid, each in zip(lines, told, made, strict=True):
        line.read_from(paid)
        line.outcome, line.due_id, line.take = each.outcome, each.due, each.take
        line.choices, line.seen = list(each.choices), settled.get(each.due or 0)
    BankLine.objects.bulk_update(lines, WRITTEN, batch_size=100)
    BankFile.objects.filter(pk=row.pk).update(state=State.PLANNED, columns=dict(columns))
    row.refresh_from_db()


def _owed() -> list[Owed]:
    """What is due, settled amounts too: a reference that was paid before is known, not unknown."""
    asked = set(money.open_dues().values_list("pk", flat=True))
    rows = Due.objects.annotate(rest=F("amount") - F("settled")).order_by("pk")
    wanted = ("pk", "reference", "rest", "currency", "member__name", "application__name")
    return [
        Owed(pk, reference, rest, currency, member or applicant or "", asked=pk in asked)
        for pk, reference, rest, currency, member, applicant in rows.values_list(*wanted)
    ]


def _settled(dues: Sequence[int | None]) -> dict[int, Decimal]:
    rows = Due.objects.filter(pk__in={each for each in dues if each})
    return dict(rows.values_list("pk", "settled"))
