"""The list of members: other apps add filters and columns to it when they start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.models import Member, Membership, MemberTag

Text = str | Promise


@dataclass(frozen=True)
class Filter:
    """One choice of several; `narrow` leaves those members that it is true of."""

    name: str
    label: Text
    choices: Sequence[tuple[str, Text]]
    narrow: Callable[[QuerySet[Member], str], QuerySet[Member]]


@dataclass(frozen=True)
class Part:
    """One thing in a cell: a text, or a state with its badge."""

    text: str
    state: str = ""
    note: str = ""


Parts = Sequence[Part]
Cells = Mapping[int, Parts]


@dataclass(frozen=True)
class Column:
    """`cells` says what stands in it for the members of one page, with as many queries as for one of them."""

    name: str
    label: Text
    cells: Callable[[Sequence[Member]], Cells]
    usual: bool = False  # shown until somebody chooses otherwise
    number: bool = False


_filters: dict[str, Filter] = {}
_columns: dict[str, Column] = {}


def list_filter(one: Filter) -> None:
    _filters[one.name] = one


def list_column(one: Column) -> None:
    _columns[one.name] = one


def filters() -> list[Filter]:
    return list(_filters.values())


def columns() -> list[Column]:
    return list(_columns.values())


def chosen(names: Iterable[str]) -> list[Column]:
    """Those of the names that there are, in the order of the list; the usual ones where none is left."""
    wanted = set(names)
    found = [each for each in columns() if each.name in wanted]
    return found or [each for each in columns() if each.usual]


def rows(members: Sequence[Member], shown: Sequence[Column]) -> list[tuple[Member, list[Parts]]]:
    """Each member with what stands in each column."""
    filled = [each.cells(members) for each in shown]
    return [(member, [cells.get(member.pk, ()) for cells in filled]) for member in members]


def _told(value: Callable[[Member], str]) -> Callable[[Sequence[Member]], Cells]:
    def cells(members: Sequence[Member]) -> Cells:
        said = {each.pk: value(each) for each in members}
        return {pk: [Part(text)] for pk, text in said.items() if text}

    return cells


def _kinds(members: Sequence[Member]) -> Cells:
    return {
        member.pk: [Part(held.membership_class.name) for held in member.memberships.all()]
        for member in members
    }


def _standings(members: Sequence[Member]) -> Cells:
    worded: dict[tuple[str, str, date], Part] = {}  # many are alike
    found = {}
    for member in members:
        parts = []
        for held in member.memberships.all():
            alike = (held.standing, held.end_reason, held.ends_on)
            parts.append(worded.get(alike) or worded.setdefault(alike, _standing(held)))
        found[member.pk] = parts
    return found


def _standing(held: Membership) -> Part:
    if held.standing == Membership.Standing.ENDED:
        note = held.get_end_reason_display()
    else:
        note = _("Until {day}").format(day=date_format(held.ends_on, "DATE_FORMAT"))
    return Part(str(held.get_standing_display()), held.standing, str(note))


def tags_of(members: Sequence[Member]) -> dict[int, list[str]]:
    """The tags of each, by name, in one query."""
    found: dict[int, list[str]] = {}
    held = MemberTag.objects.filter(member__in=[each.pk for each in members])
    for member, name in held.values_list("member_id", "tag__name"):
        found.setdefault(member, []).append(name)
    return found


def _tags(members: Sequence[Member]) -> Cells:
    return {pk: [Part(name) for name in names] for pk, names in tags_of(members).items()}


def _since(member: Member) -> str:
    return date_format(member.joined_on, "SHORT_DATE_FORMAT")


COLUMNS: Final = (
    Column(
        "number", gettext_lazy("Member no."), _told(lambda m: m.number), usual=True, number=True
    ),
    Column("kind", gettext_lazy("Membership"), _kinds, usual=True),
    Column("standing", gettext_lazy("Standing"), _standings, usual=True),
    Column("joined", gettext_lazy("Member since"), _told(_since)),
    Column("phone", gettext_lazy("Phone number"), _told(lambda m: m.phone)),
    Column("town", gettext_lazy("Town"), _told(lambda m: m.town)),
    Column("tags", gettext_lazy("Tags"), _tags, usual=True),
)
for column in COLUMNS:
    list_column(column)
