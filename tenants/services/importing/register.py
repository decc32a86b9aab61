"""The register as imports see it: flat rows of text, to compare with what a file says, and to write back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from django.utils import timezone

from tenants.importing.planning import Known, Register
from tenants.models import ImportLine, Member, Membership, MembershipClass
from tenants.secrets import email_key, name_key

_COLUMNS: Final = {field.name for field in Member._meta.concrete_fields}  # noqa: SLF001 -- Django's own door to a model's fields
OF_MEMBERS: Final = tuple(
    name
    for name in (
        "number",
        "name",
        "email",
        "phone",
        "address",
        "postcode",
        "town",
        "region",
        "country",
        "language",
        "joined_on",
    )
    if name in _COLUMNS
)
ALSO_OF_MEMBERS: Final = ("name_on_card", "user_id")
AT_ONCE: Final = 500
OF_MEMBERSHIPS: Final = ("ends_on", "standing")
WRITTEN: Final = [*OF_MEMBERS, "name_key", "email_key", "name_on_card"]
ON_CARD: Final = {"name", "number", "ends_on", "joined_on"}


def fields() -> list[str]:
    """What a column can be, as far as the register has a place for it."""
    return [*OF_MEMBERS, "first_name", "last_name", "class", *OF_MEMBERSHIPS]


def read_register() -> tuple[Register, int]:
    """Everybody, and the key of who came last."""
    classes = {row.pk: row for row in MembershipClass.objects.all()}
    held: dict[int, list[dict[str, str]]] = defaultdict(list)
    rows = Membership.objects.values_list("member_id", "pk", "membership_class_id", *OF_MEMBERSHIPS)
    for member, pk, chosen, ends_on, standing in rows.iterator():
        held[member].append(
            {
                "pk": str(pk),
                "class": str(classes[chosen].code),
                "ends_on": ends_on.isoformat(),
                "standing": standing,
            }
        )
    known = []
    for pk, *values in Member.objects.values_list("pk", *OF_MEMBERS, *ALSO_OF_MEMBERS).iterator():
        names = [*OF_MEMBERS, *ALSO_OF_MEMBERS]
        told = {name: _text(value) for name, value in zip(names, values, strict=True)}
        known.append(Known(pk, told, tuple(held[pk])))
    visiting = [str(row.code) for row in classes.values() if row.visiting]
    return Register(known, visiting), max((each.pk for each in known), default=0)


def snapshot(member: Member, membership: Membership) -> dict[str, str]:
    """The same flat row from the rows themselves: equal as long as nobody has changed anything."""
    row = {name: _text(getattr(member, name)) for name in (*OF_MEMBERS, *ALSO_OF_MEMBERS)}
    row |= {name: _text(getattr(membership, name)) for name in OF_MEMBERSHIPS}
    return row | {"pk": str(membership.pk), "class": str(membership.membership_class.code)}


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def write(member: Member, membership: Membership, values: Mapping[str, str]) -> set[str]:
    """Set these values on both rows, unsaved. Returns the names of those that made a difference."""
    before = snapshot(member, membership)
    changed = {name for name, value in values.items() if before.get(name, value) != value}
    for name in changed & set(OF_MEMBERS):
        setattr(member, name, _value(name, values[name]))
    if "name" in changed:
        member.name_key = name_key(member.name)
        if before["name_on_card"] in {"", before["name"][:60]}:
            member.name_on_card = member.name[:60]
    if "email" in changed:
        member.email_key = email_key(member.email)
    if "ends_on" in changed:
        membership.ends_on = date.fromisoformat(values["ends_on"])
    if "standing" in changed:
        membership.standing = values["standing"]
        ended = membership.standing == Membership.Standing.ENDED
        membership.ended_at = timezone.now() if ended else None
    return changed


def _value(name: str, text: str) -> object:
    return date.fromisoformat(text) if name == "joined_on" else text


def store_lines(lines: Iterable[ImportLine], names: list[str]) -> None:
    """Many lines at once, written over by their keys."""
    ImportLine.objects.bulk_create(
        lines,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=names,
    )


def of_the_prefix(numbers: Iterator[str], prefix: str) -> int:
    """The highest number of our own kind among these; 0 where there is none."""
    found = (number.removeprefix(f"{prefix}-") for number in numbers if number.startswith(prefix))
    return max((int(each) for each in found if each.isdecimal() and len(each) <= 9), default=0)  # noqa: PLR2004 -- what a column of whole numbers holds
