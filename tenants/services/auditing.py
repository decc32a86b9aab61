"""The log's chain grows behind what happens, and is read again: nobody who records a fact waits for it."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction

from tenants import outbox, scope
from tenants.audit import chain
from tenants.audit.reading import Reading, fact_of, stored, unlinked
from tenants.long_work_facts import LogTaken
from tenants.models import AuditCheck, AuditLink, Staff

BATCH: Final = 500


def extend_chain(*, since: int = 0) -> int:
    """Bind the next facts of this co-op, in the order of their keys. Returns how many; 0 also where another was faster."""
    try:
        return _extend(since)
    except IntegrityError:  # another worker has written these very lines
        return 0


@transaction.atomic(durable=True)
def _extend(since: int) -> int:
    """Two at once would write the same places, which only one can."""
    last = AuditLink.objects.order_by("-position").first()
    events = list(unlinked(since)[:BATCH])
    codes: dict[int, UUID] = {}
    facts = [fact_of(each, codes) for each in events]
    before = last.digest if last else chain.beginning(scope.current().cooperative_id)
    places = chain.continued(before, last.position if last else 0, facts)
    AuditLink.objects.bulk_create(
        AuditLink(position=place, event=event, digest=digest)
        for event, (place, digest) in zip(events, places, strict=True)
    )
    return len(events)


@transaction.atomic(durable=True)
def keep_reading(reading: Reading, *, by: Staff | None = None) -> AuditCheck:
    return AuditCheck.objects.create(
        by=by,
        lines=reading.lines,
        digest=reading.head,
        up_to=reading.up_to,
        faults=stored(reading.faults),
    )


@transaction.atomic(durable=True)
def note_taken(rows: int, *, by: Staff) -> None:
    """Who took the log along stands in it."""
    outbox.record(LogTaken(str(rows)), by=by)
