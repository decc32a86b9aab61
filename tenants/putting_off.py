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


def wait_after(attempts: int) -> timedelta:
    """How long until the next attempt: longer each time."""
    doubled: int = 2 ** min(max(attempts, 1) - 1, 20)
    return min(FIRST_RETRY * doubled, LONGEST_RETRY)
