"""Which payment is for which amount: the plan of a bank's file, from values to values. Order is of no matter."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from tenants.importing.bank import Paid
from tenants.secrets import name_key

MATCHED, DIFFERS, KNOWN, UNKNOWN = "matched", "differs", "known", "unknown"
NOT_IN, UNREADABLE = "not_in", "unreadable"
MOST_CANDIDATES: Final = 5


@dataclass(frozen=True)
class Owed:
    """What is due, as the plan sees it."""

    pk: int
    reference: str
    open: Decimal
    currency: str
    name: str
    asked: bool = True  # not settled, and not of somebody who was declined


@dataclass(frozen=True)
class Planned:
    """What becomes of a line: booked on `due` where `take` says so; `choices` is what somebody may decide instead."""

    number: int
    outcome: str
    due: int | None = None
    take: bool = False
    choices: tuple[int, ...] = ()


@dataclass
class _Index:
    by_reference: dict[str, Owed] = field(default_factory=dict)
    by_amount: dict[Decimal, list[Owed]] = field(default_factory=lambda: defaultdict(list))
    by_name: dict[str, list[Owed]] = field(default_factory=lambda: defaultdict(list))


def plan(lines: Sequence[Paid], owed: Sequence[Owed], known: set[str]) -> list[Planned]:
    """Each line once, in its order. `known` are the keys of payments that were booked before."""
    index = _indexed(owed)
    seen: set[str] = set()
    found: list[Planned | None] = []
    wanted: Counter[int] = Counter()
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for line in lines:
        due = _named(line, index)
        found.append(_without_due(line, due, seen, known))
        if found[-1] is None and due is not None and line.amount is not None:
            wanted[due.pk] += 1
            sums[due.pk] += line.amount
    return [
        made or _with(line, _named(line, index), sums, index)
        for line, made in zip(lines, found, strict=True)
    ]


def _indexed(owed: Sequence[Owed]) -> _Index:
    index = _Index()
    for each in owed:
        index.by_reference[each.reference] = each
        if not each.asked:
            continue
        index.by_amount[each.open].append(each)
        for word in set(name_key(each.name).split()):
            index.by_name[word].append(each)
    return index


def _named(line: Paid, index: _Index) -> Owed | None:
    """The one amount whose reference the line carries."""
    there = [index.by_reference[each] for each in line.references if each in index.by_reference]
    return there[0] if len(there) == 1 else None


def _without_due(line: Paid, due: Owed | None, seen: set[str], known: set[str]) -> Planned | None:
    """What is decided before anybody asks whom it is from; None for money that came."""
    if line.on is None or line.amount is None:
        return Planned(line.number, UNREADABLE)
    if line.amount <= 0:
        return Planned(line.number, NOT_IN)
    if line.key in known or line.key in seen:
        return Planned(line.number, KNOWN, due.pk if due else None)
    seen.add(line.key)
    return None


def _with(line: Paid, due: Owed | None, sums: Mapping[int, Decimal], index: _Index) -> Planned:
    if due is None:
        return Planned(line.number, UNKNOWN, choices=_candidates(line, index))
    same = line.currency in {"", due.currency}
    if same and due.asked and sums[due.pk] == due.open:
        return Planned(line.number, MATCHED, due.pk, take=True)
    return Planned(line.number, DIFFERS, due.pk, choices=(due.pk,) if same else ())


def _candidates(line: Paid, index: _Index) -> tuple[int, ...]:
    """Several references, or the same amount and a name that is there; then the name, then the amount alone."""
    named = [index.by_reference[each] for each in line.references if each in index.by_reference]
    words = set(name_key(f"{line.payer} {line.text}").split())
    people = {
        each.pk: each
        for word in words
        for each in index.by_name.get(word, [])
        if set(name_key(each.name).split()) <= words
    }
    alike = index.by_amount.get(line.amount or Decimal(0), [])
    fitting = [each for each in people.values() if each.open == line.amount]
    rest = sorted(people.values(), key=lambda each: each.pk)
    found = [*named, *fitting, *rest, *alike]
    same = [each.pk for each in found if line.currency in {"", each.currency}]
    return tuple(dict.fromkeys(same))[:MOST_CANDIDATES]
