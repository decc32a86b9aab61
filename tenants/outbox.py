"""Facts travel through the database: recorded with what they report, worked off at least once.

`record()` writes the fact and one row per reaction in the caller's transaction. A worker claims rows of one reaction and
one co-op in batches: a *reaction* runs in one durable transaction with the closing of its rows, so its effect is there
exactly once; a *send* outside any transaction under a lease, at least once. A Celery message is only a nudge.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar
from uuid import UUID, uuid4

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F, Q
from django.utils import timezone

from tenants import moments, nudging, scope
from tenants.facts import Fact
from tenants.killpoints import reach
from tenants.models import Event, OutboxEntry, Staff
from tenants.putting_off import LaterError, LostClaimError, NeverEndedError, part_of, wait_after

log = logging.getLogger(__name__)

BATCH: Final = 500
LEASE: Final = timedelta(seconds=90)
MOST_ATTEMPTS: Final = 25
# What is owed in a smaller lane goes first: an ended membership is published, and a code to sign in is mailed,
# before the last of ten thousand letters has left.
AT_ONCE, SOON, PATIENT = 0, 1, 2
OUTSIDE: Final = "A fact is recorded in the transaction of its cause."

AnyFact = TypeVar("AnyFact", bound=Fact)


@dataclass(frozen=True)
class _Reaction:
    name: str
    fact: type[Fact]
    run: Callable[[list[Any]], None]
    sends: bool
    batch: int
    lane: int
    first: bool


_reactions: dict[str, _Reaction] = {}
_by_fact: dict[type[Fact], list[_Reaction]] = {}
_recorded: ContextVar[Mapping[Fact, datetime]] = ContextVar("facts being worked on")


def on(
    fact: type[AnyFact],
    *,
    name: str,
    sends: bool = False,
    batch: int | None = None,
    lane: int = AT_ONCE,
    first: bool = False,
) -> Callable[[Callable[[list[AnyFact]], None]], Callable[[list[AnyFact]], None]]:
    """Register a reaction: `name` is stored in rows and never changes.

    With `sends`, it runs outside a transaction and must bear being repeated. It gets one fact at a time, or as
    many as it says it can do well within a lease. What need not be done at once says so by its lane, and what may not
    wait for a thousand cards of its lane by `first`.
    """

    def register(run: Callable[[list[AnyFact]], None]) -> Callable[[list[AnyFact]], None]:
        if name in _reactions:
            raise ValueError(f"A reaction called {name} exists already.")
        many = batch or (1 if sends else BATCH)
        reaction = _Reaction(name, fact, run, sends, many, lane, first)
        _reactions[name] = reaction
        _by_fact.setdefault(fact, []).append(reaction)
        return run

    return register


def record(fact: Fact, *, by: Staff | None = None, delay: timedelta = timedelta()) -> UUID:
    """Write down a fact within the current co-op, and what is owed to it. Returns the fact's code.

    Raises TransactionManagementError outside a transaction: a fact stands or falls with its cause.
    """
    transaction.get_connection().validate_no_broken_transaction()
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(OUTSIDE)
    event = Event.objects.create(
        name=type(fact).__name__, data=asdict(fact), by=by, at=moments.now()
    )
    owe(fact, scope.current().cooperative_id, event=event.code, delay=delay)
    return event.code


def record_many(facts: Sequence[Fact], *, by: Staff | None = None, lane: int = AT_ONCE) -> None:
    """The same for a whole batch, in two statements instead of two per fact; in no smaller lane than this one."""
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(OUTSIDE)
    here = scope.current().cooperative_id
    events = [Event(name=type(fact).__name__, data=asdict(fact), by=by) for fact in facts]
    Event.objects.bulk_create(events)
    rows = [
        row
        for fact, event in zip(facts, events, strict=True)
        for row in _rows(fact, here, event.code, timezone.now(), lane)
    ]
    OutboxEntry.objects.bulk_create(rows)
    if rows:
        nudging.nudge_on_commit()


def owe(
    fact: Fact, cooperative_id: UUID, *, event: UUID | None = None, delay: timedelta = timedelta()
) -> None:
    """Owe a co-op the reactions to a fact without writing it into that co-op's history: a hint."""
    rows = _rows(fact, cooperative_id, event or uuid4(), timezone.now() + delay)
    OutboxEntry.objects.bulk_create(rows)
    if rows and not delay:
        nudging.nudge_on_commit()


def _rows(
    fact: Fact, cooperative_id: UUID, event: UUID, due_at: Any, lane: int = AT_ONCE
) -> list[OutboxEntry]:
    return [
        OutboxEntry(
            handler=reaction.name,
            key=str(event),
            cooperative_id=cooperative_id,
            event=event,
            fact=type(fact).__name__,
            data=asdict(fact),
            due_at=due_at,
            lane=max(lane, reaction.lane),
        )
        for reaction in _by_fact.get(type(fact), [])
    ]


def cancel(event: UUID) -> bool:
    """Take back everything still owed to a fact. False, and nothing changed, if any of it was begun."""
    with transaction.atomic():
        owed = OutboxEntry.objects.filter(event=event)
        total = owed.count()
        untouched = owed.filter(done_at=None, cancelled_at=None, dead_at=None, claim="", attempts=0)
        if untouched.update(cancelled_at=timezone.now()) != total:
            transaction.set_rollback(True)
            return False
        return True


def try_again() -> int:
    """Make everything that failed due now, also what was given up: for when its cause is mended."""
    failed = OutboxEntry.objects.filter(done_at=None, cancelled_at=None).exclude(last_error="")
    idle = failed.filter(Q(claimed_until=None) | Q(claimed_until__lt=timezone.now()))
    return idle.update(dead_at=None, attempts=0, due_at=timezone.now())


def _owed(now: Any) -> Q:
    return Q(done_at=None, cancelled_at=None, dead_at=None, due_at__lte=now) & (
        Q(claimed_until=None) | Q(claimed_until__lt=now)
    )


def drain(*, until_empty: bool = True, at_most: timedelta = timedelta.max) -> int:
    """Work off what is due now, beginning nothing new once that time is over. Returns how many rows were closed."""
    closed = 0
    until = time.monotonic() + at_most.total_seconds()
    while time.monotonic() < until and (claimed := _claim()):
        closed += _work_off(claimed)
        if not until_empty:
            break
    return closed


def _claim() -> list[OutboxEntry]:
    """Take the oldest due rows of one reaction and co-op. By their keys: as a subquery, PostgreSQL compares each with all."""
    now = timezone.now()
    if (first := _next(now)) is None:
        return []
    alike = OutboxEntry.objects.select_for_update(skip_locked=True, no_key=True).filter(
        _owed(now), handler=first.handler, cooperative_id=first.cooperative_id, lane=first.lane
    )
    claim = secrets.token_hex(16)
    with transaction.atomic():
        most = part_of(_reactions[first.handler].batch, first.attempts)
        rows = list(alike.order_by("due_at", "id")[:most])
        claimed = OutboxEntry.objects.filter(pk__in=[row.pk for row in rows])
        claimed.update(claim=claim, claimed_until=now + LEASE, attempts=F("attempts") + 1)
    for row in rows:
        row.claim, row.attempts = claim, row.attempts + 1
    reach("claimed")
    return rows


def _next(now: datetime) -> OutboxEntry | None:
    """Lane by lane; first what nobody is at, for a second worker at the same co-op's cards only waits."""
    owed = OutboxEntry.objects.filter(_owed(now), handler__in=_reactions)
    ahead = [each.name for each in _reactions.values() if each.first]
    urgent = owed.filter(lane=AT_ONCE, handler__in=ahead).order_by("due_at", "id").first()
    first = urgent or owed.order_by("lane", "due_at", "id").first()
    if first is None or first.lane != AT_ONCE:
        return first
    busy = OutboxEntry.objects.filter(
        done_at=None, cancelled_at=None, dead_at=None, lane=AT_ONCE, claimed_until__gte=now
    )
    taken = set(busy.values_list("handler", "cooperative_id").distinct())
    if (first.handler, first.cooperative_id) not in taken:
        return first
    others = owed.filter(lane=AT_ONCE)
    for handler, cooperative in taken:
        others = others.exclude(handler=handler, cooperative_id=cooperative)
    return others.order_by("due_at", "id").first() or first


def _work_off(entries: list[OutboxEntry]) -> int:
    """Run one claimed batch; on failure halve it until the one bad row stands alone. Out of time, leave it to its lease."""
    reaction = _reactions[entries[0].handler]
    if len(entries) == 1 and entries[0].attempts > MOST_ATTEMPTS:
        _put_off(entries[0], NeverEndedError())
        return 0
    try:
        with scope.within(entries[0].cooperative_id):
            (_send if reaction.sends else _react)(reaction, entries)
    except LostClaimError:
        log.warning("%s took longer than its lease, and another was at it.", reaction.name)
        return 0
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:
        if not isinstance(error, DatabaseError) and settings.DEBUG:
            log.exception("Reaction %s failed.", reaction.name)
        if len(entries) == 1:
            _put_off(entries[0], error)
            return 0
        middle = len(entries) // 2
        return _work_off(entries[:middle]) + _work_off(entries[middle:])
    return len(entries)


def happened_at(fact: Fact) -> datetime:
    """For a reaction: when a fact it was given was recorded. The same at every attempt."""
    return _recorded.get()[fact]


def _facts(reaction: _Reaction, entries: list[OutboxEntry]) -> list[Any]:
    facts = [reaction.fact(**entry.data) for entry in entries]
    _recorded.set({fact: each.created_at for fact, each in zip(facts, entries, strict=True)})
    return facts


def _react(reaction: _Reaction, entries: list[OutboxEntry]) -> None:
    with transaction.atomic(durable=True):
        _close(entries)
        reaction.run(_facts(reaction, entries))
        reach(f"{reaction.name}:before-commit")
    reach(f"{reaction.name}:committed")


def _send(reaction: _Reaction, entries: list[OutboxEntry]) -> None:
    reach(f"{reaction.name}:leased")
    reaction.run(_facts(reaction, entries))
    reach(f"{reaction.name}:sent")
    with transaction.atomic():
        _close(entries)


def _close(entries: list[OutboxEntry]) -> None:
    """Close claimed rows. The claim is the fence: whoever lost it closes nothing and changes nothing."""
    mine = OutboxEntry.objects.filter(
        pk__in=[entry.pk for entry in entries], claim=entries[0].claim, done_at=None
    )
    if mine.update(done_at=timezone.now(), claimed_until=None) != len(entries):
        raise LostClaimError


def _put_off(entry: OutboxEntry, error: Exception) -> None:
    """An attempt counts only where something was tried."""
    now = timezone.now()
    code = str(getattr(error, "code", "") or type(error).__name__)[:100]
    until = error.at if isinstance(error, LaterError) else now + wait_after(entry.attempts)
    told: dict[str, Any] = {"last_error": code}
    if isinstance(error, LaterError) and not error.code:
        told = {"attempts": max(entry.attempts - 1, 0)}
    else:
        log.warning("%s for fact %s failed with %s.", entry.handler, entry.event, code)
        told["dead_at"] = now if entry.attempts >= MOST_ATTEMPTS else None
    mine = OutboxEntry.objects.filter(pk=entry.pk, claim=entry.claim, done_at=None)
    mine.update(claim="", claimed_until=None, due_at=until, **told)
