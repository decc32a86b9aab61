"""The register as it was on a day, from its entries: as known now, or as known at the end of that day.

The entries of one row are laid over one another in the order in which they were written; one that holds from a
later day than the one that is asked for is left out. So a correction speaks for all days since the one it names,
and on the present day the entries say what the rows say. That is why rows of which no entry is left out are asked
themselves who is on the register; only the others, and those that are shown, are folded (record 149).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from tenants.addresses import Address
from tenants.holding import Held, Move, held
from tenants.models import Member, Membership, MembershipClass, RegisterEntry, ShareEntry

Values = dict[str, Any]
Row = tuple[UUID, Values, date]
GONE_LAST: Final = "~"  # sorts behind the numbers of members who are still there
NOTICED: Final = "noticed_on"  # the day from which it was known that a membership ends


@dataclass(frozen=True)
class Line:
    """One membership that was on the register on that day, with its member as they were."""

    membership: UUID
    member: UUID
    number: str
    name: str
    kind: str
    postal: Address
    class_name: str
    standing: str
    starts_on: date
    joined_on: date | None
    noticed_on: date | None
    leaves_on: date | None
    end_reason: str
    shares: Held

    @property
    def standing_label(self) -> str:
        return str(Membership.Standing(self.standing).label)

    @property
    def end_label(self) -> str:
        return str(Membership.EndReason(self.end_reason).label) if self.end_reason else ""


@dataclass(frozen=True)
class Register:
    """Who was on it on `on`. `known` is the moment whose knowledge is asked for; None is now.

    `order` has the codes of the memberships in the order of the members' numbers, as the database writes them; those
    of members who are gone come last.
    """

    on: date
    known: datetime | None = None
    order: Sequence[str] = ()
    classes: dict[str, MembershipClass] = field(default_factory=dict)

    def lines(self, memberships: Iterable[str]) -> list[Line]:
        """What stands there of these, in their order; three queries for however many."""
        chosen = [UUID(code) for code in memberships]
        whole = len(chosen) == len(self.order)  # no list of all codes is sent to the database
        held = self._folded("membership", None if whole else chosen)
        codes = {held[code]["member"] for code in chosen}
        people = self._folded("member", None if whole else list(codes))
        shares = self.shares(None if whole else codes)
        return [
            self._line(code, held[code], people.get(UUID(held[code]["member"]), {}), shares)
            for code in chosen
        ]

    def _folded(self, of: str, subjects: Any) -> dict[UUID, Values]:
        return folded(_values(_read(of, self.on, self.known, subjects)), self.on)

    def shares(self, members: Iterable[str] | None) -> dict[str, Held]:
        """What each of these members held at the end of that day, by their code, None is of all; one query."""
        rows = ShareEntry.objects.order_by()
        if members is not None:
            rows = rows.filter(member__code__in=list(members))
        moves: dict[str, list[Move]] = {}
        for _code, values, on in _values(
            _read("shareentry", self.on, self.known, rows.values("code"))
        ):
            price, paid = Decimal(values["price"]), Decimal(values["paid"])
            moves.setdefault(values["member"], []).append(Move(on, values["count"], price, paid))
        return {member: held(told) for member, told in moves.items()}

    def _line(self, code: UUID, held: Values, person: Values, shares: dict[str, Held]) -> Line:
        found = self.classes.get(held["membership_class"])
        return Line(
            membership=code,
            member=UUID(held["member"]),
            number=person.get("number", ""),
            name=person.get("name", ""),
            kind=person.get("kind", ""),
            postal=Address(**{each: person.get(each, "") for each in Address.__dataclass_fields__}),
            class_name=found.name if found else "",
            standing=held["standing"],
            starts_on=date.fromisoformat(held["starts_on"]),
            joined_on=_day(person.get("joined_on")),
            noticed_on=held.get(NOTICED),
            leaves_on=_day(held["ends_on"]) if held["end_reason"] else None,
            end_reason=held["end_reason"],
            shares=shares.get(held["member"], Held()),
        )


def as_at(on: date, *, known: datetime | None = None, visits: bool = False) -> Register:
    """Who was on the register on that day. Whoever leaves on a day is on it until that day is over."""
    classes = {str(each.code): each for each in MembershipClass.objects.all()}
    left_out = _left_out(on, known)
    there = _unchanged(on, left_out, visits=visits)
    there += _changed(on, known, left_out, lambda values: visits or not _is_visit(values, classes))
    return Register(on, known, [code for _number, code in sorted(there)], classes)


def _left_out(on: date, known: datetime | None) -> QuerySet[RegisterEntry, Any]:
    """The memberships of which more was written than what speaks of that day: their rows say something else by now."""
    more = Q(holds_from__gt=on)
    if known is not None:
        more |= Q(written_at__gte=known)
    return RegisterEntry.objects.filter(more, of="membership").order_by().values("subject")


def _unchanged(
    on: date, left_out: QuerySet[RegisterEntry, Any], *, visits: bool
) -> list[tuple[str, str]]:
    """Numbers and codes of the others that were on the register, as `_is_on` says it of values."""
    in_grace = ~Q(standing=Membership.Standing.ENDED) & Q(end_reason="")
    rows = Membership.objects.filter(in_grace | Q(ends_on__gte=on), starts_on__lte=on)
    if not visits:
        rows = rows.filter(membership_class__visiting=False)
    others = rows.exclude(code__in=left_out).order_by()
    return list(others.values_list("member__number", _text("code")))


def _changed(
    on: date,
    known: datetime | None,
    left_out: QuerySet[RegisterEntry, Any],
    wanted: Callable[[Values], bool],
) -> list[tuple[str, str]]:
    """The same of those of which more was written, from what their entries said by then."""
    held: dict[str, Values] = {}
    told = _read("membership", on, known, left_out).values_list(_text("subject"), "values")
    for code, values in told.iterator(5000):
        held.setdefault(code, {}).update(values)
    found = [
        (values["member"].replace("-", ""), code)
        for code, values in held.items()
        if _is_on(values, on) and wanted(values)
    ]
    if not found:
        return []
    rows = Member.objects.order_by().values_list(_text("code"), "number").iterator(5000)
    numbers = {code.replace("-", ""): number for code, number in rows}
    return [(numbers.get(member, GONE_LAST), code) for member, code in found]


def _text(name: str) -> Cast:
    """A code as the database writes it: to make thousands of them takes longer than to read them."""
    return Cast(name, CharField())


def strays() -> list[UUID]:
    """Rows of which the entries say something else than the rows do: always none."""
    wrong = []
    for of, model in (("member", Member), ("membership", Membership), ("shareentry", ShareEntry)):
        said = folded(_values(_read(of, date.max, None)), date.max)
        rows = model._default_manager.select_related(*model.RELATED)  # noqa: SLF001 -- all models alike
        there = {row.code: row.tracked() for row in rows}
        gone = {code for code, values in said.items() if values.get("gone")}
        wrong += [code for code, values in there.items() if _bare(said.get(code, {})) != values]
        wrong += [code for code in said if code not in there and code not in gone]
    return wrong


def folded(rows: Iterable[Row], on: date) -> dict[UUID, Values]:
    """What the entries of each subject say together of that day."""
    found: dict[UUID, Values] = {}
    for subject, values, holds_from in rows:
        if holds_from > on:
            continue
        known = found.setdefault(subject, {})
        known |= values
        if values.get("end_reason") and values.get("standing") != "ended":
            known[NOTICED] = holds_from
        elif "end_reason" in values and not values["end_reason"]:
            known.pop(NOTICED, None)
    return found


def _read(
    of: str, on: date, known: datetime | None, subjects: Any = None
) -> QuerySet[RegisterEntry]:
    rows = RegisterEntry.objects.filter(of=of, holds_from__lte=on).order_by("pk")
    if known is not None:
        rows = rows.filter(written_at__lt=known)
    return rows if subjects is None else rows.filter(subject__in=subjects)


def _values(rows: QuerySet[RegisterEntry]) -> Iterable[Row]:
    return rows.values_list("subject", "values", "holds_from").iterator(5000)


def _is_on(values: Values, on: date) -> bool:
    """An entry whose beginning is not known on that day says too little to stand there.

    A term that is over ends nothing by itself: in the days of grace the person is still a member.
    """
    if values.get("gone") or "starts_on" not in values:
        return False
    if on < date.fromisoformat(values["starts_on"]):
        return False
    in_grace = values["standing"] != Membership.Standing.ENDED and not values["end_reason"]
    return in_grace or on <= date.fromisoformat(values["ends_on"])


def _is_visit(values: Values, classes: dict[str, MembershipClass]) -> bool:
    found = classes.get(values["membership_class"])
    return found is not None and found.visiting


def _bare(values: Values) -> Values:
    return {name: value for name, value in values.items() if name != NOTICED}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
