"""What each line is to do to the register, decided before anything is done. Pure: values in, a plan out.

The same person is who has the same number; or the same address and a similar name; or, where one side has
no address, the same name and nothing that speaks against it. A shared address alone merges nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from typing import Final

from django.utils.translation import gettext as _

from tenants.importing.values import Parsed
from tenants.secrets import email_key, name_key

NEAR: Final = 0.86
CREATE, UPDATE, UNCHANGED, SKIP, ERROR = "create", "update", "unchanged", "skip", "error"
PHONE_DIGITS: Final = 7
ENDED: Final = "ended"


@dataclass(frozen=True)
class Known:
    """Somebody on the register, with the memberships as the import would write them."""

    pk: int
    values: Mapping[str, str]
    memberships: tuple[Mapping[str, str], ...] = ()


@dataclass
class Planned:
    number: int
    action: str
    reason: str = ""
    member: int | None = None
    membership: int | None = None
    before: dict[str, str] = field(default_factory=dict)
    changes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Line:
    number: int
    parsed: Parsed


class Register:
    """Who is there, found by number, address and name."""

    def __init__(self, people: Iterable[Known], visiting: Iterable[str] = ()) -> None:
        self.by_number: dict[str, Known] = {}
        self.by_email: dict[str, list[Known]] = defaultdict(list)
        self.by_name: dict[str, list[Known]] = defaultdict(list)
        self.visiting = set(visiting)
        for each in people:
            self.by_number[_number(each.values)] = each
            if each.values.get("email"):
                self.by_email[email_key(each.values["email"])].append(each)
            self.by_name[name_key(each.values["name"])].append(each)


def plan(lines: Sequence[Line], register: Register, *, today: date) -> list[Planned]:
    """Each line exactly once, in order. What a line leaves empty is left as it is."""
    seen = _Seen()
    return [_planned(line, register, seen, today.isoformat()) for line in lines]


class _Seen:
    """Lines before this one, so that a file that holds somebody twice makes one member of them."""

    def __init__(self) -> None:
        self.people: dict[tuple[str, str], list[Line]] = defaultdict(list)
        self.members: dict[tuple[int, str], int] = {}

    def twin(self, line: Line) -> Line | None:
        values = line.parsed.values
        for key in _keys(values):
            for other in self.people[key]:
                if same_person(values, other.parsed.values) and values.get(
                    "class"
                ) == other.parsed.values.get("class"):
                    return other
        return None

    def add(self, line: Line) -> None:
        for key in _keys(line.parsed.values):
            self.people[key].append(line)


def _keys(values: Mapping[str, str]) -> list[tuple[str, str]]:
    keys = [("name", name_key(values.get("name", "")))]
    if values.get("number"):
        keys.append(("number", _number(values)))
    if values.get("email"):
        keys.append(("email", email_key(values["email"])))
    return keys


def _planned(line: Line, register: Register, seen: _Seen, today: str) -> Planned:
    values = line.parsed.values
    if line.parsed.problems:
        return Planned(line.number, ERROR, " ".join(line.parsed.problems))
    twin = seen.twin(line)
    seen.add(line)
    if twin is not None:
        why = _("The same person and kind of membership as line {n}.").format(n=twin.number)
        return Planned(line.number, SKIP, why)
    found, why = _find(values, register)
    if why:
        return Planned(line.number, ERROR, why)
    if found is None:
        return _new(line, register, today)
    return _existing(line, found, register, seen)


def _find(values: Mapping[str, str], register: Register) -> tuple[Known | None, str]:
    """The one person it is, nobody, or a sentence where that cannot be said."""
    if values.get("number") and (found := register.by_number.get(_number(values))):
        if not near(values["name"], found.values["name"]):
            why = _("Number {number} belongs to {name}.")
            return None, why.format(number=found.values["number"], name=found.values["name"])
        return found, ""
    people = {
        each.pk: each
        for each in [
            *register.by_email.get(email_key(values.get("email", "")) or "-", []),
            *register.by_name.get(name_key(values["name"]), []),
        ]
        if same_person(values, each.values)
    }
    if len(people) > 1:
        names = ", ".join(each.values["number"] for each in people.values())
        return None, _("This may be several members: {numbers}.").format(numbers=names)
    if people:
        return next(iter(people.values())), ""
    mail = email_key(values.get("email", "")) or "-"
    name = name_key(values["name"])
    alike = [
        each for each in register.by_email.get(mail, []) if name_key(each.values["name"]) == name
    ]
    return (alike[0] if len(alike) == 1 else None), ""


def _new(line: Line, register: Register, today: str) -> Planned:
    values = line.parsed.values
    if not values.get("class"):
        return Planned(line.number, ERROR, _("There is no kind of membership."))
    if values["class"] in register.visiting:
        return Planned(line.number, ERROR, _("A visit follows the home co-op and is not imported."))
    if values.get("standing") == ENDED and not values.get("ends_on"):
        return Planned(line.number, ERROR, _("An ended membership needs its last day."))
    sharing = register.by_email.get(email_key(values.get("email", "")) or "-", [])
    alike = register.by_name.get(name_key(values["name"]), [])
    told = ""
    if alike:
        told = _("May be {name}, {number}: the name is the same, other things are not.")
    elif sharing:
        told = _("Shares an email address with {name}, {number}.")
    elif values.get("ends_on", today) < today and values.get("standing") != ENDED:
        told = _("The last day is over: the membership ends at once.")
    if others := alike or sharing:
        told = told.format(name=others[0].values["name"], number=others[0].values["number"])
    return Planned(line.number, CREATE, told, choices=(CREATE, SKIP))


def _existing(line: Line, found: Known, register: Register, seen: _Seen) -> Planned:
    values = line.parsed.values
    held, why = _membership(values, found)
    if not why and held.get("class") in register.visiting and differing(values, held):
        why = _("A visit follows the home co-op and is not imported.")
    first = seen.members.setdefault((found.pk, held.get("pk", "")), line.number)
    if not why and first != line.number:
        why = _("Line {n} is about the same member.").format(n=first)
    if why:
        return Planned(line.number, ERROR, why, member=found.pk)
    before = {**found.values, **held}
    row = Planned(
        line.number,
        UNCHANGED,
        member=found.pk,
        membership=int(held["pk"]),
        before=before,
        changes=differing(values, before),
    )
    if row.changes:
        _decide(row, values, found, register)
    return row


def _decide(row: Planned, values: Mapping[str, str], found: Known, register: Register) -> None:
    if row.before.get("standing") == ENDED:
        row.action = ERROR
        row.reason = _("This membership has ended; a file does not change it.")
    elif taken := _taken(values, found, register):
        row.action, row.reason = ERROR, taken
    elif "number" in row.changes:
        row.action, row.choices = ERROR, (UPDATE, CREATE, SKIP)
        told = _("{name} has number {number} here. Decide whether it is the same person.")
        row.reason = told.format(name=found.values["name"], number=found.values["number"])
    else:
        row.action, row.choices = UPDATE, (UPDATE, SKIP)


def _membership(values: Mapping[str, str], found: Known) -> tuple[Mapping[str, str], str]:
    """The membership of that kind, the running one first; without a kind, the only running one."""
    rows = sorted(found.memberships, key=lambda each: each["standing"] == ENDED)
    if values.get("class"):
        rows = [each for each in rows if each["class"] == values["class"]]
        if not rows:
            return {}, _(
                "{number} has another kind of membership. Change it at the member."
            ).format(number=found.values["number"])
    if not rows:
        return {}, _("{number} has no membership.").format(number=found.values["number"])
    exact = [each for each in rows if not differing(values, each)]
    return (exact or rows)[0], ""


def _taken(values: Mapping[str, str], found: Known, register: Register) -> str:
    other = register.by_number.get(_number(values)) if values.get("number") else None
    if other is None or other.pk == found.pk:
        return ""
    return _("Number {number} belongs to {name}.").format(
        number=other.values["number"], name=other.values["name"]
    )


def differing(values: Mapping[str, str], before: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        name
        for name, value in values.items()
        if name in before and value and not _alike(name, value, before[name])
    )


def _alike(name: str, one: str, other: str) -> bool:
    if name == "email":
        return email_key(one) == email_key(other)
    if name == "number":
        return _folded(one) == _folded(other)
    return one == " ".join(other.split())


def same_person(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    if one.get("number") and other.get("number"):
        return _number(one) == _number(other) and near(one["name"], other["name"])
    mails = email_key(one.get("email", "")), email_key(other.get("email", ""))
    if all(mails):
        return mails[0] == mails[1] and near(one["name"], other["name"])
    if name_key(one["name"]) != name_key(other["name"]):
        return False
    return not any(
        one.get(name) and other.get(name) and one[name] != other[name]
        for name in ("postcode", "joined_on")
    ) and not _other_phone(one, other)


def _other_phone(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    digits = [
        "".join(ch for ch in each.get("phone", "") if ch.isdecimal())[-PHONE_DIGITS:]
        for each in (one, other)
    ]
    return all(digits) and digits[0] != digits[1]


def near(one: str, other: str) -> bool:
    left, right = name_key(one), name_key(other)
    if left == right or sorted(left.split()) == sorted(right.split()):
        return True
    return SequenceMatcher(None, left, right).ratio() >= NEAR


def _number(values: Mapping[str, str]) -> str:
    return _folded(values.get("number", ""))


def _folded(number: str) -> str:
    return "".join(number.split()).casefold()
