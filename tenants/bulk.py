"""What can be done to many members at once: each app adds its own acts when it starts.

An act is asked about on a page of its own and carried out by a job, member by member: `done` or left as it is,
and why. Whatever refuses with a sentence leaves that member as they were, and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.functional import Promise

from tenants.errors import DomainError
from tenants.long_work import Outcome
from tenants.models import Job, Member, MemberAction, Membership, MembershipClass, Staff

Text = str | Promise
KIND: Final = "members.many"  # of the job; stored in rows, never changed
DONE: Final = "done"
LEFT: Final = "left"


@dataclass(frozen=True)
class Target:
    """A member, with the running memberships that the act is about: of one kind where the list was narrowed to it."""

    member: Member
    memberships: Sequence[Membership] = ()


Act = Callable[[Target, dict[str, Any], MemberAction], Outcome]
ActOnAll = Callable[[Sequence[Target], dict[str, Any], MemberAction], list[Outcome]]
MakeForm = Callable[[Any, date], forms.Form]
# The members, the form that was right, the kind the list was narrowed to, the key of the page, who asks.
Begin = Callable[[QuerySet[Member], Any, MembershipClass | None, UUID, Staff], Job]


@dataclass(frozen=True)
class BulkAct:
    """`label` stands in the choice; `title` and `effect` on the page that asks once more, with {n} for how many.

    `stored` makes of the form, when it is right, what a row can keep. `together` acts on a batch in as many statements
    as on one member, and raises for none of them: where it does, they are tried one by one.
    """

    name: str
    label: Text
    title: Callable[[int], str]
    effect: Text
    yes: Text
    act: Act | None  # None where the answer is a file at once
    form: MakeForm | None = None
    stored: Callable[[Any, Staff], dict[str, Any]] | None = None
    danger: bool = False
    together: ActOnAll | None = None
    begins: Begin | None = None  # where the job is another one than that of acting on each


_acts: dict[str, BulkAct] = {}


def bulk_act(one: BulkAct) -> None:
    _acts[one.name] = one


def acts() -> list[BulkAct]:
    return list(_acts.values())


def act_of(name: str) -> BulkAct | None:
    return _acts.get(name)


def done(note: Text = "") -> Outcome:
    return Outcome(DONE, str(note))


def left(why: Text) -> Outcome:
    return Outcome(LEFT, str(why)[:300])


def alone(together: ActOnAll) -> Act:
    """What acts on a batch, for one member."""
    return lambda target, said, action: together([target], said, action)[0]


def moved(
    targets: Iterable[Target], keys: Collection[int], *, already: Text, none: Text
) -> list[Outcome]:
    """Done is who has one of the memberships that moved, by key; the others had none, or none to be moved."""
    found = []
    for each in targets:
        hit = any(row.pk in keys for row in each.memberships)
        found.append(done() if hit else left(already if each.memberships else none))
    return found


def unless(
    targets: Iterable[Target], refused: Iterable[DomainError | None], *, none: Text
) -> list[Outcome]:
    """Done is who was not refused; who has no membership had none to be moved."""
    return [
        left(none) if not each.memberships else left(why.message) if why else done()
        for each, why in zip(targets, refused, strict=True)
    ]
