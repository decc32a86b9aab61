"""The tables of SQLite without rows, checks and keys, so that only the second wall can refuse: reached for past everything."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

from coopportal.db.pieces import Piece

Reference = tuple[str, str, str]
# The tables, and of triggers the wall's: what is only ever added to would be in its way, and so would an index.
MADE_OF = """SELECT sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
  OR type = 'trigger' AND name LIKE 'portal\\_%' ESCAPE '\\' ORDER BY type"""


class Bare:
    """Two co-ops whose rows are made by hand."""

    def __init__(self, like: sqlite3.Connection) -> None:
        self.copy = sqlite3.connect(":memory:", isolation_level=None)
        self.copy.execute("PRAGMA ignore_check_constraints = ON")
        self.copy.execute("PRAGMA foreign_keys = OFF")
        for (sql,) in like.execute(MADE_OF).fetchall():
            self.copy.execute(sql)
        self.oak, self.elm = uuid4().hex, uuid4().hex
        self._numbers = itertools.count(1000)

    @contextmanager
    def undone(self, *holes: Piece) -> Iterator[None]:
        self.copy.execute("BEGIN")
        try:
            for sql in (sql for piece in holes for sql in piece.drop):
                self.copy.execute(sql)
            yield
        finally:
            self.copy.execute("ROLLBACK")

    def row(self, table: str, cooperative: str, **values: object) -> object:
        """One whose columns hold what nothing else holds; answers its key."""
        key: object = None
        made: dict[str, object] = {}
        columns = self.copy.execute(f'PRAGMA table_info("{table}")').fetchall()
        for _place, name, kind, needed, _default, is_key in columns:
            if is_key or needed:
                number = next(self._numbers)
                made[name] = number if "int" in kind.lower() else uuid4().hex
            key = name if is_key else key
        made |= {"cooperative_id": cooperative, **values}
        names = ", ".join(f'"{name}"' for name in made)
        places = ", ".join("?" * len(made))
        self.copy.execute(f'INSERT INTO "{table}" ({names}) VALUES ({places})', [*made.values()])
        return made[str(key)]

    def moved(self, table: str, references: list[Reference]) -> str:
        """A row goes to the neighbour, and takes along what it points at."""
        own = {column: self.row(target, self.oak) for column, target, _key in references}
        theirs = {column: self.row(target, self.elm) for column, target, _key in references}
        key = self.row(table, self.oak, **own)
        changes = ", ".join(f'"{column}" = ?' for column in ("cooperative_id", *theirs))
        where = f'"{self._key_of(table)}" = ?'
        return self._tried(
            f'UPDATE "{table}" SET {changes} WHERE {where}',
            [self.elm, *theirs.values(), key],
            f"A row of {table} never moves to another co-op",
        )

    def added(self, table: str, reference: Reference) -> str:
        column, target, _key = reference
        foreign = self.row(target, self.elm)
        sentence = f"{table}.{column} never points into another co-op"
        try:
            self.row(table, self.oak, **{column: foreign})
        except sqlite3.IntegrityError as error:
            return _said(error, sentence)
        return f"{table}.{column} of a new row points at a neighbour's"

    def changed(self, table: str, reference: Reference) -> str:
        column, target, _key = reference
        key = self.row(table, self.oak, **{column: self.row(target, self.oak)})
        foreign = self.row(target, self.elm)
        return self._tried(
            f'UPDATE "{table}" SET "{column}" = ? WHERE "{self._key_of(table)}" = ?',
            [foreign, key],
            f"{table}.{column} never points into another co-op",
        )

    def _tried(self, sql: str, values: list[object], sentence: str) -> str:
        try:
            changed = self.copy.execute(sql, values).rowcount
        except sqlite3.IntegrityError as error:
            return _said(error, sentence)
        return f"{changed} row: {sql}"

    def _key_of(self, table: str) -> str:
        columns = self.copy.execute(f'PRAGMA table_info("{table}")').fetchall()
        return str(next(name for _, name, _, _, _, is_key in columns if is_key))


def _said(error: sqlite3.IntegrityError, sentence: str) -> str:
    """Refused by the very piece that is meant; anybody else's refusal would prove nothing."""
    if str(error) != sentence:
        raise error
    return ""
