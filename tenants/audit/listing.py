"""The lines of the log as the team reads them: who did what, when, about whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from tenants import finding
from tenants.audit.acts import GROUPS, STEPS, About, group_of, names_of, sentence_of, subjects
from tenants.audit.changes import changes_of
from tenants.models import Event, Member

# The portal by itself, where a person of the team may be chosen.
NOBODY: Final = "portal"
MOST_MEMBERS: Final = 20
NOTHING: Final = About("")


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    group: str
    what: str
    about: About
    changed: str = ""


def lines(
    zone: str,
    *,
    who: str = "",
    kind: str = "",
    member: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Event]:
    """The newest first; the portal's own steps only where they are asked for."""
    rows = Event.objects.select_related("by__user").order_by("-pk")
    rows = rows.filter(name__in=names_of(kind)) if kind != STEPS else rows.exclude(_shown())
    if who == NOBODY:
        rows = rows.filter(by=None)
    elif who:
        rows = rows.filter(by__code=who)
    if member:
        rows = rows.filter(_about(member))
    if since:
        rows = rows.filter(at__gte=_midnight(since, zone))
    if until:
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1), zone))
    return rows


def _shown() -> Q:
    return Q(name__in=names_of(""))


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(zone))


def _about(search: str) -> Q:
    """Everything that is about the members who are found by a name or a number."""
    found = finding.searched(Member.objects.all(), search, numbered=True)
    codes = [str(code) for code in found.values_list("code", flat=True)[:MOST_MEMBERS]]
    wanted = Q(data__member__in=codes)
    for key, subject in subjects().items():
        if subject.of_members:
            wanted |= Q(**{f"data__{key}__in": list(subject.of_members(codes))})
    return wanted


def drawn(events: Sequence[Event]) -> list[Line]:
    """As many queries for a page as there are kinds of things on it."""
    named = _names(events)
    changed = changes_of(events)
    return [
        Line(
            at=each.at,
            who=str(each.by or ""),
            group=str(GROUPS[group_of(each.name)]),
            what=_what(each),
            about=_first(each, named),
            changed=changed.get(each.pk, ""),
        )
        for each in events
    ]


def _what(event: Event) -> str:
    said = sentence_of(event.name, event.data)
    return f"{said}: {event.name}" if group_of(event.name) == STEPS else said


def _names(events: Iterable[Event]) -> dict[str, dict[str, About]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for event in events:
        for key, value in event.data.items():
            if key in subjects() and value:
                wanted[key].add(str(value))
    return {key: subjects()[key].named(codes) for key, codes in wanted.items()}


def _first(event: Event, named: dict[str, dict[str, About]]) -> About:
    found = (named.get(key, {}).get(str(value)) for key, value in event.data.items())
    return next((each for each in found if each), NOTHING)


def sheet(rows: Iterable[Event]) -> Iterable[list[Any]]:
    """For a file: in pieces, so that a long log never stands in memory twice."""
    piece: list[Event] = []
    for event in rows:
        piece.append(event)
        if len(piece) == 500:  # noqa: PLR2004 -- a piece
            yield from _cells(piece)
            piece = []
    yield from _cells(piece)


def _cells(events: Sequence[Event]) -> Iterable[list[Any]]:
    for event, line in zip(events, drawn(events), strict=True):
        yield [
            *(event.at.isoformat(timespec="seconds"), line.who, line.group, line.what),
            *(line.about.label, line.changed, str(event.code)),
        ]
