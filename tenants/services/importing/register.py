"""The register as imports see it: flat rows of text, to compare with what a file says, and to write back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from django.utils import timezone
from django.utils.functional import Promise

from tenants.importing.besides import SHARES, TAGS
from tenants.importing.columns import FIELDS
from tenants.importing.compared import Known, Register
from tenants.importing.likeness import folded_number
from tenants.models import ImportLine, Member, Membership, MembershipClass, Tag
from tenants.secrets import email_key, name_key
from tenants.services.importing.besides import besides, own_questions

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


def labels(*, closed: bool = False) -> dict[str, str | Promise]:
    """What a column can be, with its heading; questions that are closed only where they are read."""
    places = {*OF_MEMBERS, "first_name", "last_name", "class", *OF_MEMBERSHIPS, *SHARES, TAGS}
    known = {name: label for name, label in FIELDS.items() if name in places}
    return known | {each.key: each.label for each in own_questions(closed=closed)}


def newest_member() -> int:
    """The key of who came last; 0 where nobody is there."""
    return Member.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def read_register(keys: Collection[tuple[str, str]]) -> Register:
    """Everybody who may be meant by one of these keys of lines, with all that they hold."""
    wanted = set(keys)
    rows = Member.objects.values_list("pk", "number", "email_key", "name_key").iterator(5000)
    meant = [
        pk
        for pk, number, email, name in rows
        if ("name", name) in wanted
        or ("email", email) in wanted
        or ("number", folded_number({"number": number})) in wanted
    ]
    classes = {row.pk: row for row in MembershipClass.objects.all()}
    held: dict[int, list[dict[str, str]]] = defaultdict(list)
    theirs = Membership.objects.filter(member__in=meant)
    columns = ("member_id", "pk", "membership_class_id", *OF_MEMBERSHIPS)
    for member, pk, chosen, ends_on, standing in theirs.values_list(*columns):
        held[member].append(
            {
                "pk": str(pk),
                "class": str(classes[chosen].code),
                "ends_on": ends_on.isoformat(),
                "standing": standing,
            }
        )
    known, beside = [], besides(meant)
    people = Member.objects.filter(pk__in=meant)
    for pk, *values in people.values_list("pk", *OF_MEMBERS, *ALSO_OF_MEMBERS):
        names = [*OF_MEMBERS, *ALSO_OF_MEMBERS]
        told = {name: _text(value) for name, value in zip(names, values, strict=True)}
        known.append(Known(pk, told | beside[pk], tuple(held[pk])))
    visiting, prices = _kinds(classes.values())
    tags = set(Tag.objects.values_list("name_key", flat=True))
    return Register(known, visiting, prices=prices, tags=tags, room=Tag.MOST - len(tags))


def kinds_only() -> Register:
    """Nobody, and the kinds of membership: enough to decide about a line whose person is known."""
    visiting, prices = _kinds(MembershipClass.objects.all())
    return Register((), visiting, prices=prices)


def _kinds(rows: Iterable[MembershipClass]) -> tuple[list[str], dict[str, str]]:
    kinds = list(rows)
    visiting = [str(row.code) for row in kinds if row.visiting]
    return visiting, {str(row.code): str(row.share_price or "") for row in kinds}


def snapshots(memberships: Iterable[Membership]) -> dict[int, dict[str, str]]:
    """The same flat rows from the rows themselves: equal as long as nobody has changed anything."""
    rows = list(memberships)
    beside = besides(row.member_id for row in rows)
    return {row.pk: beside[row.member_id] | snapshot(row.member, row) for row in rows}


def snapshot(member: Member, membership: Membership) -> dict[str, str]:
    """What stands in the two rows."""
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
