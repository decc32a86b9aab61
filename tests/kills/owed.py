"""What stands in the outbox, read past Django: by a process that has another database of its own."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

import psycopg

from tests.support.prepared import TABLES
from tests.support.sink import Sink

OPEN = "done_at IS NULL AND cancelled_at IS NULL AND dead_at IS NULL"
CLAIMED = (
    f"SELECT count(*) FROM tenants_outboxentry WHERE {OPEN} AND claimed_until > CURRENT_TIMESTAMP"
)
STATE = f"SELECT count(*), (SELECT count(*) FROM tenants_outboxentry WHERE {OPEN}) FROM tenants_outboxentry"
AGAIN = "SELECT sum(attempts) - count(*) FROM tenants_outboxentry WHERE attempts > 0"


class Ledger:
    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._url, self._file = environment.get("DATABASE_URL"), folder / TABLES

    def ask(self, question: str) -> tuple[Any, ...]:
        """One row."""
        if self._url:
            with psycopg.connect(self._url, connect_timeout=5) as server:
                found = server.execute(question.encode()).fetchone()
        else:
            file = sqlite3.connect(self._file, timeout=20)
            found = file.execute(question).fetchone()
            file.close()
        assert found is not None
        return tuple(found)

    def claimed(self) -> int:
        """Rows that somebody is at right now."""
        return int(self.ask(CLAIMED)[0])

    def claims_again(self) -> int:
        return int(self.ask(AGAIN)[0] or 0)

    def wait_until_settled(self, sink: Sink, calm: float) -> None:
        """Until nothing is owed, or nothing has moved for `calm` seconds; never before mails have stopped coming."""
        last: tuple[Any, ...] = ()
        since = quiet = time.monotonic()
        while time.monotonic() - since < calm:
            now = (*self.ask(STATE), len(sink.kept))
            if now != last:
                last, since = now, time.monotonic()
            if now[1]:
                quiet = time.monotonic()
            elif now[0] and time.monotonic() - quiet > 1:
                return
            time.sleep(0.2)
