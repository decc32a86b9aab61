"""Forgetting somebody in what was done with many: items of jobs, lines of lists, and sentences that name them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet

from tenants.importing.likeness import folded, folded_number
from tenants.models import BankLine, ImportLine, JobItem, Member
from tenants.secrets import email_key, name_key

NOTHING_BROUGHT: Final[dict[str, Any]] = {
    "cells": [],
    "values": {},
    "changes": [],
    "before": {},
    "after": {},
    "folded": "",
}
# A floor above prints cards of a household and keeps them so.
FURTHER: Final = "further:"


def forget_in_work(row: Member, memberships: Iterable[UUID]) -> None:
    """Called while the member's name, number and address still stand there."""
    merged = list(row.merged.all())
    _rename([row.code, *(each.code for each in merged), *memberships], row.number)
    people = [row.pk, *(each.pk for each in merged)]
    lines = ImportLine.objects.filter(Q(member__in=people) | Q(membership__member__in=people))
    found = list(lines.values_list("pk", "brought__code", "number"))
    for each in (row, *merged):
        found += _naming(each, Member.objects.exclude(pk__in=people))
        _forget_sentences(each)
    _at([each[1:] for each in found], row.number)
    mine = ImportLine.objects.filter(pk__in=[pk for pk, _code, _number in found])
    # What was to make a member of an emptied line makes none.
    mine.filter(member=None, action=ImportLine.Action.CREATE).update(
        action=ImportLine.Action.SKIP, choices=[]
    )
    mine.update(**NOTHING_BROUGHT, reason="")
    booked = BankLine.objects.filter(due__member=row)
    _at(list(booked.values_list("brought__code", "number")), row.number)


def forget_holders_in_work(holders: Iterable[UUID]) -> None:
    keys = [f"{FURTHER}{code}" for code in holders]
    JobItem.objects.filter(key__in=keys).update(label="", reason="")


def _rename(codes: Sequence[UUID], number: str) -> None:
    JobItem.objects.filter(key__in=[str(each) for each in codes]).update(label=number, reason="")


def _at(places: Iterable[tuple[UUID, int]], number: str) -> None:
    """Items that are lines of a file: of its import, its cards, its undoing."""
    by_file: dict[UUID, list[int]] = defaultdict(list)
    for code, position in places:
        by_file[code].append(position)
    for code, positions in by_file.items():
        items = JobItem.objects.filter(job__about=code, position__in=positions)
        items.update(label=number, reason="")


def _naming(row: Member, others: QuerySet[Member]) -> list[tuple[int, UUID, int]]:
    """Lines that are nobody's on the register and hold this number, address or name, unless somebody else has it too."""
    shared = bool(row.email_key) and others.filter(email_key=row.email_key).exists()
    address = "" if shared else row.email_key
    name = "" if others.filter(name_key=row.name_key).exists() else row.name_key
    lines = ImportLine.objects.filter(member=None, membership=None).exclude(cells=[])
    lines = lines.filter(_may_be_of(row, name, address)).select_related("brought")
    return [
        (line.pk, line.brought.code, line.number)
        for line in lines.iterator(500)
        if _is_of(line, row, name, address)
    ]


def _may_be_of(row: Member, name: str, address: str) -> Q:
    """Left to the database: lines in which all of it stands somewhere. Those that were never planned are read each."""
    found = Q(folded="") | Q(folded__contains=folded(row.number))
    if address:
        found |= Q(folded__contains=folded(address))
    if words := name.split():
        found |= Q(*(Q(folded__contains=word) for word in words))
    return found


def _is_of(line: ImportLine, row: Member, name: str, address: str) -> bool:
    numbers = [line.values.get("number", ""), _cell(line, "number")]
    mine = folded_number({"number": row.number})
    if any(each and folded_number({"number": each}) == mine for each in numbers):
        return True
    if address and any(email_key(cell) == address for cell in line.cells):
        return True
    parts = [_cell(line, "first_name"), _cell(line, "last_name")]
    said = [line.values.get("name", ""), " ".join(parts), *line.cells]
    said += [" ".join(reversed(cell.split(","))) for cell in line.cells if "," in cell]
    return bool(name) and any(name_key(each) == name for each in said)


def _cell(line: ImportLine, column: str) -> str:
    place = line.brought.columns.get(column)
    return line.cells[place] if place is not None and place < len(line.cells) else ""


def _forget_sentences(row: Member) -> None:
    """What was said of other lines, such as to whom a number belongs."""
    if not row.name:
        return
    name = re.compile(rf"(?<!\w){re.escape(row.name)}(?!\w)")
    for model in (ImportLine, JobItem):
        told: Any = model
        for each in told.objects.filter(reason__contains=row.name):
            reason = name.sub(row.number, each.reason)
            told.objects.filter(pk=each.pk).update(reason=reason)
