"""Rows to probe: kept as a copy of the database, compared with it, and put back once anything has moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from django.core import mail
from django.core.cache import cache
from django.db import connection

Row = tuple[object, ...]
Changes = dict[str, tuple[set[Row], set[Row]]]


class Ground:
    """The database as it stands when this is made: every later change can be named and undone.

    SQLite counts the rows that a connection has changed, so that nothing written is known at once.
    """

    def __init__(self) -> None:
        self._copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(self._copy)
        mail.outbox.clear()
        self._mark = self._count()

    @staticmethod
    def _count() -> int:
        return int(connection.connection.total_changes)

    @property
    def is_untouched(self) -> bool:
        return self._count() == self._mark and not mail.outbox

    def changes(self) -> Changes:
        """Per table, the rows that are gone and those that are new; with `mail`, what was sent."""
        if self.is_untouched:
            return {}
        found: Changes = {}
        here = sqlite3.connect(":memory:")
        connection.connection.backup(here)
        for table in self.columns:
            before, now = _rows(self._copy, table), _rows(here, table)
            if before != now:
                found[table] = (before - now, now - before)
        here.close()
        if mail.outbox:
            found["mail"] = (set(), {(str(each.message()),) for each in mail.outbox})
        return found

    def settle(self) -> None:
        """Put everything back, the cache and the mail included."""
        cache.clear()
        if not self.is_untouched:
            self._copy.backup(connection.connection)
            mail.outbox.clear()
            self._mark = self._count()

    @cached_property
    def columns(self) -> dict[str, list[str]]:
        tables = self._copy.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return {
            name: [row[1] for row in self._copy.execute(f'PRAGMA table_info("{name}")')]
            for (name,) in tables.fetchall()
        }


def _rows(database: sqlite3.Connection, table: str) -> set[Row]:
    return set(database.cursor().execute(f'SELECT * FROM "{table}"').fetchall())


@contextmanager
def lent() -> Iterator[None]:
    """Whatever is written meanwhile is gone afterwards: for a world that many tests share."""
    connection.ensure_connection()
    blank = Ground()
    try:
        yield
    finally:
        blank.settle()
