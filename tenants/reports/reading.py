"""What the register says of all days, as known now: spans of membership and the kind held on each day.

Of all days and as known now the entries say together what the rows say (record 149), so rows are counted, by the days
on which they begin and end. A correction that speaks of last year changes last year's figures. Only of memberships
whose kind was another one on some day are the entries read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from tenants.models import Membership, MembershipClass, RegisterEntry
from tenants.reports.spans import Span, Tally, joined

AT_ONCE: Final = 5000  # codes in one statement: SQLite takes a few ten thousand
Kinds = list[tuple[date, str]]


@dataclass(frozen=True)
class Book:
    """All memberships of the co-op's own members, without visits, and the people behind them.

    `held` are those of each kind that never had another one, `moved` those that had, with the days from which they
    were of which kind, in order.
    """

    members: Tally
    held: dict[str, Tally]
    moved: list[tuple[Span, Kinds]]
    classes: dict[str, MembershipClass]

    def by_class(self, day: date) -> dict[str, int]:
        """How many memberships of each kind go on when that day is over."""
        found = Counter({kind: tally.after(day) for kind, tally in self.held.items()})
        for span, kinds in self.moved:
            if span.after(day):
                found[kind_on(kinds, day)] += 1
        return +found

    def kinds(self) -> list[MembershipClass]:
        """Those of members, in the co-op's own order."""
        return [each for each in self.classes.values() if not each.visiting]


def kind_on(kinds: Kinds, day: date) -> str:
    return next((kind for since, kind in reversed(kinds) if since <= day), "")


def read() -> Book:
    classes = list(MembershipClass.objects.all())
    visits = [each.pk for each in classes if each.visiting]
    rows = Membership.objects.exclude(membership_class__in=visits).order_by()
    codes = {each.pk: str(each.code) for each in classes}
    counts = _counted(rows)
    kinds = _kinds(_subjects())
    moved = _rows_of(rows, list(kinds))
    held: dict[str, Counter[Span]] = defaultdict(Counter)
    for (span, kind), count in counts.items():
        held[codes[kind]][span] += count
    for _code, span, kind in moved:
        held[codes[kind]][span] -= 1
    return Book(
        members=Tally(_people(rows, counts)),
        held={kind: Tally(+spans) for kind, spans in held.items()},
        moved=[(span, kinds[code]) for code, span, _kind in moved],
        classes={str(each.code): each for each in classes},
    )


def _last() -> Case:
    """The last day of a membership that ends; a term alone ends nothing."""
    ends = Q(standing=Membership.Standing.ENDED) | ~Q(end_reason="")
    return Case(When(ends, then=F("ends_on")), default=None)


def _counted(rows: QuerySet[Membership]) -> Counter[tuple[Span, int]]:
    """How many memberships of one kind are alike in their days and in why they end."""
    alike = rows.values_list("starts_on", _last(), "end_reason", "membership_class")
    found: Counter[tuple[Span, int]] = Counter()
    for first, last, reason, kind, count in alike.annotate(count=Count("pk")):
        span = Span(first, last, reason)
        if span.is_sound:
            found[span, kind] += count
    return found


def _people(rows: QuerySet[Membership], counts: Counter[tuple[Span, int]]) -> Counter[Span]:
    """The spans of people: of those with several memberships the ones that touch are one."""
    found: Counter[Span] = Counter()
    for (span, _kind), count in counts.items():
        found[span] += count
    several = rows.values("member").annotate(count=Count("pk")).filter(count__gt=1)
    theirs = rows.filter(member__in=several.values("member"))
    told = [
        (member, Span(*values))
        for member, *values in theirs.order_by("pk").values_list(
            "member", "starts_on", _last(), "end_reason"
        )
    ]
    found.subtract(span for _member, span in told if span.is_sound)
    found.update(joined(told))
    return +found


def _subjects() -> list[UUID]:
    """Whose kind was another one on some day: an entry names one from a later day than that of the beginning.

    An entry that names both the kind and the beginning, and holds from there, speaks for all days.
    """
    begins = Cast(KeyTextTransform("starts_on", "values"), DateField())
    from_the_beginning = Q(values__has_key="starts_on", holds_from__lte=begins)
    told = RegisterEntry.objects.filter(
        ~from_the_beginning,
        of=RegisterEntry.Of.MEMBERSHIP,
        values__has_key="membership_class",
    )
    return list(set(told.order_by().values_list("subject", flat=True)))


def _kinds(subjects: list[UUID]) -> dict[UUID, Kinds]:
    """The newest statement speaks for all days since the one it names."""
    found: dict[UUID, Kinds] = {}
    for some in _some(subjects):
        rows = RegisterEntry.objects.filter(subject__in=some).order_by("pk")
        for code, values, since in rows.values_list("subject", "values", "holds_from"):
            if "membership_class" in values:
                earlier = [each for each in found.get(code, []) if each[0] < since]
                found[code] = [*earlier, (since, values["membership_class"])]
    return found


def _rows_of(rows: QuerySet[Membership], codes: list[UUID]) -> list[tuple[UUID, Span, int]]:
    found = []
    for some in _some(codes):
        told = rows.filter(code__in=some).order_by("pk")
        for code, first, last, reason, kind in told.values_list(
            "code", "starts_on", _last(), "end_reason", "membership_class"
        ):
            span = Span(first, last, reason)
            if span.is_sound:
                found.append((code, span, kind))
    return found


def _some(codes: list[UUID]) -> Iterable[list[Any]]:
    return (codes[place : place + AT_ONCE] for place in range(0, len(codes), AT_ONCE))
