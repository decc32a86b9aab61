"""One search for applicants and members, and the filters of the list of members."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import BooleanField, CharField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Replace
from django.http import QueryDict

from tenants import member_list
from tenants.models import Application, Member, Membership, MemberTag
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
PARTS: Final = ("q", "standing", "kind", "since", "until", "no_email", "tag")
LOOKS: Final = ("sort", "rows", "columns")  # how the list is drawn; whom it shows stays the same


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
    tag: UUID | None = None,
    sort: str = "",
    others: Mapping[str, str] | None = None,
) -> QuerySet[Member]:
    """Those with a running membership of that kind, who joined between those days, whom no letter reaches.

    `others` are filters that other apps have added, by name.
    """
    if kind is not None:
        held = Membership.objects.filter(member=OuterRef("pk"), membership_class__code=kind)
        rows = rows.filter(Exists(held.exclude(standing=Membership.Standing.ENDED)))
    if since is not None:
        rows = rows.filter(joined_on__gte=since)
    if until is not None:
        rows = rows.filter(joined_on__lte=until)
    if no_email:
        rows = rows.filter(email="")
    if tag is not None:
        rows = rows.filter(Exists(MemberTag.objects.filter(member=OuterRef("pk"), tag__code=tag)))
    for each in member_list.filters():
        if value := (others or {}).get(each.name, ""):
            rows = each.narrow(rows, value)
    return rows.order_by(*SORTS.get(sort, SORTS["number"]))


def as_query(asked: QueryDict) -> str:
    """A filter as it stands in an address: known parts only, in one order, without what is empty."""
    names = (*PARTS, *(each.name for each in member_list.filters()), *LOOKS)
    parts = [(name, value) for name in names for value in _given(asked, name) if value]
    return urlencode(parts)


def _given(asked: QueryDict, name: str) -> list[str]:
    """Columns are several; of everything else the last one counts."""
    return asked.getlist(name) if name == "columns" else [asked.get(name, "")]


def _words(text: str, *, numbered: bool) -> Q:
    wanted = Q()
    for word in text.split():
        hit = Q(name_key__contains=word) | Q(email_key__contains=word)
        wanted &= hit | _numbered(word) if numbered else hit
    return wanted


def _numbered(word: str) -> Q:
    """By the number, or by one that was merged into it."""
    merged = Member.objects.filter(merged_into__isnull=False, number__icontains=word)
    return Q(number__icontains=word) | Q(
        pk__in=merged.values("merged_into")
    )  # asked once, not for each row


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
