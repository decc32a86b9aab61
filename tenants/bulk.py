"""What can be done to many members at once: each app adds its own acts when it starts.

An act is asked about on a page of its own and carried out by a job, member by member: `done` or left as it is,
and why. Whatever refuses with a sentence leaves that member as they were, and no other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.functional import Promise

from tenants.long_work import Outcome
from tenants.models import Member, MemberAction, Membership, Staff

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
MakeForm = Callable[[Any, date], forms.Form]


@dataclass(frozen=True)
class BulkAct:
    """`label` stands in the choice; `title` and `effect` on the page that asks once more, with {n} for how many.

    `stored` makes of the form, when it is right, what a row can keep.
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
