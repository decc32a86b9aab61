"""Rounds through all co-ops: each gets its turn, however many there are and however soon a spell is over."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.core.cache import cache

from tenants import scope
from tenants.models import Cooperative

log = logging.getLogger(__name__)
# Whatever does one thing after another ends by itself after this: were it for Celery's limits (45 and 60 s) to end it,
# they would do so in the middle of something, a mail that has left and is not marked among them.
SPELL: Final = timedelta(seconds=20)
# The same for clocks that have an hour (`nudging.CLOCK`).
LONG_SPELL: Final = timedelta(minutes=45)
KEPT: Final = 7 * 24 * 3600


def go_round(
    name: str,
    turns: Sequence[Callable[[], object]],
    *,
    at_most: timedelta = SPELL,
    among: Iterable[UUID] | None = None,
) -> int:
    """Let each co-op take these turns, one after another, beginning none once that time is over. Returns how many are left.

    The next round begins with those. `name` is what is remembered by; one co-op's trouble is no other's. `among` are
    those that need a turn, where that is known.
    """
    until = time.monotonic() + at_most.total_seconds()
    with scope.nowhere():
        waiting = list(_from_where_it_ended(name, among))
        for done, pk in enumerate(waiting):
            if done and time.monotonic() >= until:
                left = len(waiting) - done
                log.warning(
                    "%s: %s of %s co-ops have their turn next time.", name, left, done + left
                )
                return left
            # Before it is begun: whoever takes so long that the process is ended is not the first again.
            _remember(name, pk)
            with scope.within(pk):
                _take(name, turns)
    return 0


def _take(name: str, turns: Sequence[Callable[[], object]]) -> None:
    for turn in turns:
        try:
            turn()
        except SoftTimeLimitExceeded:
            log.warning("%s: one co-op took longer than a task may.", name)
            raise
        except Exception:
            log.exception("%s: a turn of one co-op failed; again next time.", name)


def _from_where_it_ended(name: str, among: Iterable[UUID] | None) -> Iterator[UUID]:
    """All of them in one order, beginning behind the one that had its turn last. A cache that was emptied begins anew."""
    pks = sorted(Cooperative.objects.values_list("pk", flat=True) if among is None else among)
    last = _remembered(name)
    yield from (pk for pk in pks if str(pk) > last)
    yield from (pk for pk in pks if str(pk) <= last)


def _remember(name: str, pk: UUID) -> None:
    """Where it cannot be, the round goes on: lists that grow old are worse than an order that is not fair."""
    try:
        cache.set(_key(name), str(pk), KEPT)
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 -- each kind of cache has its own
        log.warning("%s: who had its turn is not remembered (%s).", name, type(error).__name__)


def _remembered(name: str) -> str:
    try:
        return str(cache.get(_key(name)) or "")
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001 -- each kind of cache has its own
        log.warning("%s: who had its turn is not known (%s).", name, type(error).__name__)
        return ""


def _key(name: str) -> str:
    return f"tenants.turns:{name}"
