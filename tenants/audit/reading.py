"""The whole chain, read again: what is missing, what was changed, and what it no longer says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants import scope
from tenants.audit import chain
from tenants.models import AuditCheck, AuditLink, Event

MOST_FAULTS: Final = 20
AT_ONCE: Final = 2000
CHANGED, GONE, MISSING, REWRITTEN = "changed", "gone", "missing", "rewritten"
KINDS: dict[str, str | Promise] = {
    CHANGED: _("was changed after it was written"),
    GONE: _("says of something that it happened, and that is no longer recorded"),
    MISSING: _("is missing"),
    REWRITTEN: _("says something else than when the chain was read before"),
}


@dataclass(frozen=True)
class Fault:
    position: int
    kind: str
    event: str = ""

    @property
    def sentence(self) -> str:
        return str(_("Line {n} {what}.")).format(n=self.position, what=KINDS[self.kind])


@dataclass
class Reading:
    """`faults` are the first of them; `waiting` are facts that are not in the chain yet."""

    lines: int = 0
    head: str = ""
    up_to: datetime | None = None
    waiting: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not self.faults


def unlinked(since: int = 0) -> QuerySet[Event]:
    """Facts that are in no line yet, of those whose key is greater."""
    linked = AuditLink.objects.filter(event=OuterRef("pk"))
    return Event.objects.filter(~Exists(linked), pk__gt=since).order_by("pk")


def newest_linked() -> int:
    return AuditLink.objects.aggregate(last=Max("event_id"))["last"] or 0


def newest() -> int:
    """The newest fact; where it is linked, nothing is new but what was overtaken."""
    return Event.objects.aggregate(last=Max("pk"))["last"] or 0


def read_chain() -> Reading:
    """Every line of this co-op, from the first, with the fact that it is about. Reads only."""
    known = dict(AuditCheck.objects.filter(faults=[]).values_list("lines", "digest"))
    reading, faults = Reading(waiting=unlinked().count()), []
    before: str | None = chain.beginning(scope.current().cooperative_id)
    head, position = before or "", 0
    for link, fact in _lines():
        if link.position != position + 1:
            faults += _holes(position + 1, link.position)
            before = _before(link.position)
        position = link.position
        if before is not None and chain.digest(before, position, fact) != link.digest:
            faults.append(Fault(position, CHANGED, str(fact.code)))
        if known.pop(position, link.digest) != link.digest:
            faults.append(Fault(position, REWRITTEN, str(fact.code)))
        before = head = link.digest
        reading.up_to = fact.at
    faults += _holes(position + 1, max(known, default=0) + 1)
    reading.lines, reading.head, reading.faults = position, head, faults[:MOST_FAULTS]
    return reading


def _lines() -> Iterator[tuple[AuditLink, chain.Fact]]:
    rows = AuditLink.objects.order_by("position").select_related("event")
    codes: dict[int, UUID] = {}
    for link in rows.iterator(AT_ONCE):
        yield link, fact_of(link.event, codes)


def fact_of(event: Event, codes: dict[int, UUID]) -> chain.Fact:
    """`codes` remembers the team's, of whom there are few."""
    by = event.by_id
    if by is not None and by not in codes:
        codes[by] = event.by.code  # type: ignore[union-attr]  # -- it has a key, so it is there
    return chain.Fact(event.code, event.name, event.data, event.at, codes.get(by or 0))


def _before(position: int) -> str | None:
    """What a line follows, where the fact of the line before is gone. None where the line is: nobody can tell then."""
    found = AuditLink.objects.filter(position=position - 1).values_list("digest", flat=True)
    return found.first()


def _holes(first: int, after: int) -> list[Fault]:
    """Of the lines between: a line without its fact, or no line."""
    wanted = range(first, min(after, first + MOST_FAULTS))
    there = set(AuditLink.objects.filter(position__in=wanted).values_list("position", flat=True))
    return [Fault(each, GONE if each in there else MISSING) for each in wanted]


def stored(faults: list[Fault]) -> list[dict[str, Any]]:
    return [{"position": each.position, "kind": each.kind, "event": each.event} for each in faults]


def kept(check: AuditCheck) -> list[Fault]:
    return [Fault(**each) for each in check.faults]
