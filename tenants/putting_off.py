"""When something that is owed is tried next."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

FIRST_RETRY: Final = timedelta(seconds=5)
LONGEST_RETRY: Final = timedelta(hours=6)


class LaterError(Exception):
    """From a send: not before a moment. `code` says what went wrong; empty where nothing was tried yet."""

    def __init__(self, at: datetime, code: str = "") -> None:
        super().__init__(code)
        self.at = at
        self.code = code


class LostClaimError(RuntimeError):
    """Another worker has the rows by now; this one drops its work unfinished."""


class NeverEndedError(Exception):
    """Begun so often, and each time the process was gone before it ended: nobody begins it again."""


def part_of(batch: int, attempts: int) -> int:
    """How many are begun together with one that was begun so often before: what ends a process soon stands alone."""
    return max(1, batch >> 2 * attempts)


def wait_after(attempts: int) -> timedelta:
    """How long until the next attempt: longer each time."""
    doubled: int = 2 ** min(max(attempts, 1) - 1, 20)
    return min(FIRST_RETRY * doubled, LONGEST_RETRY)
