"""When what is recorded now is said to have happened: now, but in a demonstration that claims to be years old."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_then: ContextVar[datetime | None] = ContextVar("when it is said to have happened", default=None)


def now() -> datetime:
    return _then.get() or timezone.now()


@contextmanager
def dated(at: datetime) -> Iterator[None]:
    """Facts recorded within are said to have happened then; what they lead to is due now."""
    token = _then.set(at)
    try:
        yield
    finally:
        _then.reset(token)
