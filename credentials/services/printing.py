"""Cards on paper: what was asked for, what is drawn, what stands on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials.facts import CardsPrinted, PaperOwed
from credentials.models import CardPrint, Credential, PrintRun
from tenants import long_work, outbox
from tenants.long_work import Item
from tenants.models import Holder, Job, JobFile, JobItem, Membership, Staff
from tenants.queries import hold_here

PRINT: Final = "cards.print"
PRINTED: Final = "printed"
FURTHER: Final = "further:"  # before the code of whoever of the household has that card
MOST: Final = 2000  # cards on one paper; more take longer than a worker has for one piece of work
MOST_LETTERS: Final = 1000
# Paper names people and may hold codes that lead to their seats: it is kept for printing, not for keeping.
KEPT: Final = timedelta(days=3)


def most(shape: str) -> int:
    return MOST_LETTERS if shape == PrintRun.Shape.LETTER else MOST


@dataclass(frozen=True)
class Paper:
    """What is printed on what: `further` says whether the cards of the household follow each member's own."""

    shape: str
    sides: str
    further: bool = False


def cards_of(rows: QuerySet[Membership], paper: Paper) -> int:
    """How many cards these are on that paper."""
    own = rows.count()
    return own + further_cards(rows) if paper.further else own


def further_cards(rows: QuerySet[Any]) -> int:
    held = Holder.objects.filter(membership__in=rows.order_by().values("pk"))
    return held.filter(state=Holder.State.ACTIVE).count()


def fitting(rows: QuerySet[Any], paper: Paper) -> list[Any]:
    """The first of these, as many as one file holds with the cards that follow theirs."""
    room = most(paper.shape)
    first = list(rows[:room])
    if not paper.further:
        return first
    held = Holder.objects.filter(membership__in=first, state=Holder.State.ACTIVE)
    count = Counter(held.values_list("membership_id", flat=True))
    for place, row in enumerate(first):
        room -= 1 + count[row.pk]
        if room < 0:
            return first[:place]
    return first


@transaction.atomic(durable=True)
def begin(memberships: Iterable[Membership], *, key: UUID, paper: Paper, by: Staff) -> PrintRun:
    """Owe the paper of these, in their order. The same key begins once: then it is the run of the first time."""
    # Pressed twice at once, the second waits and finds the first.
    hold_here()
    found = PrintRun.objects.filter(code=key).first()
    if found is not None:
        return found
    rows = list(memberships)
    serving: dict[int, list[Holder]] = defaultdict(list)
    if paper.further:
        for each in Holder.objects.filter(membership__in=rows, state=Holder.State.ACTIVE):
            serving[each.membership_id].append(each)
    items = []
    for row in rows:
        items.append(Item(key=str(row.code), label=row.member.name))
        items += [Item(key=f"{FURTHER}{each.code}", label=each.name) for each in serving[row.pk]]
    title = str(PrintRun.Shape(paper.shape).label)
    job = long_work.begin(PRINT, items, by=by, title=title, about=key)
    sides = PrintRun.Sides.FRONT if paper.shape == PrintRun.Shape.LETTER else paper.sides
    return PrintRun.objects.create(code=key, shape=paper.shape, sides=sides, job=job, by=by)


@transaction.atomic
def owe_paper(job: Job) -> None:
    """All is decided: the paper is made outside of any transaction, because it takes its time."""
    if JobItem.objects.filter(job=job, outcome=PRINTED).exists():
        outbox.record(PaperOwed(str(job.about), str(job.lap)), by=job.started_by)


@transaction.atomic(durable=True)
def keep_paper(run: PrintRun, cards: Sequence[Credential], *, name: str, content: bytes) -> None:
    """The file, and that each of these cards stands on it. Made again, it takes the place of the one before."""
    job = Job.objects.select_for_update().get(kind=PRINT, about=run.code)
    long_work.keep_file(job, name, "application/pdf", content)
    _note(run, cards)


@transaction.atomic(durable=True)
def note_letter(card: Credential, *, by: Staff) -> None:
    """A single letter was made, and handed to whoever asked for it."""
    run = PrintRun.objects.create(shape=PrintRun.Shape.LETTER, sides=PrintRun.Sides.FRONT, by=by)
    _note(run, [card])


def _note(run: PrintRun, cards: Sequence[Credential]) -> None:
    there = set(CardPrint.objects.filter(run=run).values_list("credential_id", flat=True))
    CardPrint.objects.bulk_create(
        CardPrint(run=run, credential=card) for card in cards if card.pk not in there
    )
    PrintRun.objects.filter(pk=run.pk).update(printed_at=timezone.now())
    outbox.record(CardsPrinted(str(run.code), str(len(cards))), by=run.by)


@transaction.atomic(durable=True)
def forget_paper() -> None:
    """The files of runs that are over for some days; that they were printed stays."""
    over = Job.objects.filter(kind=PRINT, finished_at__lt=timezone.now() - KEPT)
    JobFile.objects.filter(job__in=over).delete()


def is_paper_old() -> bool:
    over = timezone.now() - KEPT
    return JobFile.objects.filter(job__kind=PRINT, job__finished_at__lt=over).exists()
