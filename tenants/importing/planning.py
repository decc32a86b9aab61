"""What each line is to do to the register, decided before anything is done. Pure: values in, a plan out.

The same person is who has the same number; or the same address and a similar name; or, where one side has
no address, the same name and nothing that speaks against it. A shared address alone merges nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from tenants.importing.besides import settle_shares
from tenants.importing.compared import Above, Known, Line, Planned, Register, Seen
from tenants.importing.likeness import differing, folded_number, near, same_person
from tenants.secrets import email_key, name_key

CREATE, UPDATE, UNCHANGED, SKIP, ERROR = "create", "update", "unchanged", "skip", "error"
ENDED: Final = "ended"


def plan(
    lines: Sequence[Line], register: Register, *, today: date, above: Iterable[Above] = ()
) -> list[Planned]:
    """Each line exactly once, in order. What a line leaves empty is left as it is.

    A file may be planned a part at a time: the same comes out when each part is told of the lines above it.
    """
    seen = Seen()
    for each in above:
        seen.again(each, register)
    return [_planned(line, register, seen, today.isoformat()) for line in lines]


def _planned(line: Line, register: Register, seen: Seen, today: str) -> Planned:
    if line.parsed.problems:
        return Planned(line.number, ERROR, " ".join(line.parsed.problems))
    twin = seen.twin(line)
    seen.add(line)
    if twin is not None:
        why = _("The same person and kind of membership as line {n}.").format(n=twin.number)
        return Planned(line.number, SKIP, why, is_somebody=True)
    made = _compared(line, register, seen, today)
    made.is_somebody = True
    return made


def _compared(line: Line, register: Register, seen: Seen, today: str) -> Planned:
    if not seen.has_room(line.parsed.values, register):
        why = _("These are more tags than a co-op can have. Leave some of them out.")
        return Planned(line.number, ERROR, why)
    found, why = _find(line.parsed.values, register)
    if why:
        return Planned(line.number, ERROR, why)
    if found is None:
        return _new(line, register, today)
    return _existing(line, found, register, seen, today)


def _find(values: Mapping[str, str], register: Register) -> tuple[Known | None, str]:
    """The one person it is, nobody, or a sentence where that cannot be said."""
    if values.get("number") and (found := register.by_number.get(folded_number(values))):
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
    values, why = as_new(line, register, today)
    if why:
        return Planned(line.number, ERROR, why)
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
    return Planned(line.number, CREATE, told, values=values, choices=(CREATE, SKIP))


def as_new(line: Line, register: Register, today: str) -> tuple[dict[str, str], str]:
    """What is written of somebody new, and why it cannot be. What was read stays, to be decided otherwise."""
    values = dict(line.parsed.values)
    return values, _not_new(values, register, today)


def as_known(
    line: Line, before: Mapping[str, str], register: Register, today: str
) -> tuple[dict[str, str], str]:
    """The same of somebody whom the register has as `before`. No line takes back what they agreed to."""
    values = dict(line.parsed.values)
    for key, question in line.parsed.refused.items():
        if before.get(key):
            why = _(
                "The member has agreed to “{question}”. A file does not take that back: do it at the member."
            )
            return values, why.format(question=question[:60])
    price = register.prices.get(before.get("class", ""), "")
    return values, settle_shares(values, before, price=price, usual=today)


def _not_new(values: dict[str, str], register: Register, today: str) -> str:
    """Why this line makes nobody a member, or nothing. Settles its shares."""
    if not values.get("class"):
        return _("The line names no kind of membership.")
    if values["class"] in register.visiting:
        return _("A visit follows the home co-op and is not imported.")
    if values.get("standing") == ENDED and not values.get("ends_on"):
        return _("An ended membership needs its last day.")
    price = register.prices.get(values["class"], "")
    return settle_shares(values, {}, price=price, usual=values.get("joined_on") or today)


def _existing(line: Line, found: Known, register: Register, seen: Seen, today: str) -> Planned:
    values = line.parsed.values
    held, why = _membership(values, found)
    if not why and held.get("class") in register.visiting and differing(values, held):
        why = _("A visit follows the home co-op and is not imported.")
    first = seen.members.setdefault((found.pk, held.get("pk", "")), line.number)
    if not why and first != line.number:
        why = _("Line {n} is about the same member.").format(n=first)
    before = {**found.values, **held}
    if not why:
        values, why = as_known(line, before, register, today)
    if why:
        of = int(held["pk"]) if held else None
        return Planned(line.number, ERROR, why, member=found.pk, membership=of)
    row = Planned(
        line.number,
        UNCHANGED,
        member=found.pk,
        membership=int(held["pk"]),
        before=before,
        values=dict(values),
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
    other = register.by_number.get(folded_number(values)) if values.get("number") else None
    if other is None or other.pk == found.pk:
        return ""
    return _("Number {number} belongs to {name}.").format(
        number=other.values["number"], name=other.values["name"]
    )
