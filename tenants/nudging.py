"""Nudges: a message without content that tells the workers to look. Losing one costs a second."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from celery import current_app
from django.db import transaction

log = logging.getLogger(__name__)

NUDGE: Final = "tenants.tasks.drain"
# For clocks of all co-ops: they take their time, and are called every hour, also after a crash.
CLOCK: Final[dict[str, Any]] = {
    "soft_time_limit": 55 * 60,
    "time_limit": 56 * 60,
    "acks_late": False,
}

_untold: ContextVar[bool] = ContextVar("nobody is nudged", default=False)


@contextmanager
def without_nudges() -> Iterator[None]:
    """For whoever records thousands of facts and then drains by themselves."""
    before = _untold.set(True)
    try:
        yield
    finally:
        _untold.reset(before)


def nudge_on_commit() -> None:
    """One nudge per transaction, however many facts it records."""
    if not _untold.get() and not any(
        entry[1] is nudge for entry in transaction.get_connection().run_on_commit
    ):
        transaction.on_commit(nudge, robust=True)


def nudge(task: str = NUDGE) -> None:
    """Tell the workers that something is owed. A lost nudge costs a second: they look by themselves."""
    try:
        current_app.send_task(task, ignore_result=True, retry=False)
    except Exception:  # noqa: BLE001 -- whatever the broker's client raises, the row is already safe
        log.warning("The broker did not take a nudge; the workers' own sweep will find the work.")
