"""One search for applicants and members, and the filters of the list of members."""

from __future__ import annotations

from datetime import date
from typing import Any, Final, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import BooleanField, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Replace

from tenants.models import Application, Member, Membership
from tenants.secrets import name_key

Row = TypeVar("Row", Member, Application)
MOST_APPLICANTS: Final = 10
MARKS: Final = " -/.()"  # what people write between the digits of a phone number
FEWEST_DIGITS: Final = 4
SORTS: Final = {
    "number": ("number",),
    "name": ("name_key", "number"),
    "newest": ("-joined_on", "-id"),
    "oldest": ("joined_on", "id"),
}
PARTS: Final = ("q", "standing", "kind", "since", "until", "no_email", "sort", "rows")


def searched(rows: QuerySet[Row], search: str, *, numbered: bool = False) -> QuerySet[Row]:
    """Every word somewhere in name, e-mail, number or phone; accents and case count for nothing.

    A phone number is found however it was written, and without the country code.
    """
    text = name_key(search[:100])
    digits = _digits(text)
    if digits:
        return rows.alias(phone_digits=_plain_phone()).filter(
            (Q(_in_this_order(digits)) & Q(phone_digits__contains=digits))
            | _words(text, numbered=numbered)
        )
    return rows.filter(_words(text, numbered=numbered))


def open_applicants(search: str) -> list[Application]:
    """Who asks to join and is found by the same words: a few, beside the members."""
    rows = Application.objects.filter(state__in=Application.OPEN)
    found = searched(rows.select_related("membership_class"), search)
    return list(found.order_by("submitted_at")[:MOST_APPLICANTS])


def filtered(
    rows: QuerySet[Member],
    *,
    kind: UUID | None = None,
    since: date | None = None,
    until: date | None = None,
    no_email: bool = False,
    sort: str = "",
) -> QuerySet[Member]:
    """Those with a running membership of that kind, who joined between those days, whom no letter reaches."""
    if kind is not None:
        held = Membership.objects.filter(member=OuterRef("pk"), membership_class__code=kind)
        rows = rows.filter(Exists(held.exclude(standing=Membership.Standing.ENDED)))
    if since is not None:
        rows = rows.filter(joined_on__gte=since)
    if until is not None:
        rows = rows.filter(joined_on__lte=until)
    if no_email:
        rows = rows.filter(email="")
    return rows.order_by(*SORTS.get(sort, SORTS["number"]))


def as_query(asked: dict[str, Any]) -> str:
    """A filter as it stands in an address: known parts only, in one order, without what is empty."""
    parts = {name: asked.get(name) for name in PARTS}
    return urlencode({name: _text(value) for name, value in parts.items() if value})


def _text(value: Any) -> str:
    return "on" if value is True else str(value)


def _words(text: str, *, numbered: bool) -> Q:
    wanted = Q()
    for word in text.split():
        hit = Q(name_key__contains=word) | Q(email_key__contains=word)
        wanted &= hit | Q(number__icontains=word) if numbered else hit
    return wanted


def _digits(text: str) -> str:
    """The digits of what looks like a phone number, without the zeros that stand for "from here"."""
    if any(ch.isalpha() or ch == "@" for ch in text):
        return ""
    digits = "".join(ch for ch in text if ch.isdigit()).lstrip("0")
    return digits if len(digits) >= FEWEST_DIGITS else ""


def _in_this_order(digits: str) -> Func:
    """These digits one after another, with whatever between them: cheap, and spares most rows the next question."""
    like = Value(f"%{'%'.join(digits)}%")
    return Func(
        F("phone"),
        like,
        template="%(expressions)s",
        arg_joiner=" LIKE ",
        output_field=BooleanField(),
    )


def _plain_phone() -> Func:
    plain: Combinable = F("phone")
    for mark in MARKS:
        plain = Replace(plain, Value(mark), Value(""), output_field=CharField())
    return plain  # type: ignore[return-value]  # -- at least one mark is taken out
