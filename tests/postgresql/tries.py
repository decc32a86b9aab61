"""What a role of the portal tries at the second wall, past the ORM: what got through, in words, or nothing.

The connection is in that role already, in a transaction that its owner ends without keeping anything.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
from psycopg.errors import ForeignKeyViolation, InsufficientPrivilege

from coopportal.db import token
from tenants.scope import Everywhere, Scope

Two = tuple[UUID, UUID]
Reference = tuple[str, str, str, str]
ACROSS = Everywhere("a test that looks at all co-ops")
CHECKS = "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass"
POINTING_HERE = """SELECT conrelid::regclass::text, conname FROM pg_constraint
  WHERE contype = 'f' AND confrelid = %s::regclass AND conrelid <> confrelid"""


def tell(connection: Any, found: Any) -> None:
    connection.execute(token.word_for(found))


def count(connection: Any, table: str) -> int:
    return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def seen(connection: Any, table: str, two: Two) -> str:
    """A row of each of two co-ops is there: none without a co-op, one within, both for who reads across."""
    found = []
    for within in (None, Scope(two[0]), Scope(two[1]), ACROSS, None):
        tell(connection, within)
        found.append(count(connection, table))
    return "" if found == [0, 1, 1, 2, 0] else f"{table} shows {found}"


def added(connection: Any, table: str, two: Two) -> str:
    """A copy of a row for a co-op that one is not within."""
    names = ", ".join(f'"{name}"' for name in _columns(connection, table))
    foreign = f'INSERT INTO "{table}" ({names}, cooperative_id) SELECT {names}, %s FROM "{table}"'
    for within, to in ((Scope(two[0]), two[1]), (ACROSS, two[0])):
        tell(connection, within)
        if not refused(connection, foreign, to):
            return f"{table} takes a row of a neighbour's"
    return ""


def changed(connection: Any, table: str, two: Two) -> str:
    if taken(connection, table, two):
        return f"{table} lets a neighbour's row be taken"
    touch = f'UPDATE "{table}" SET cooperative_id = cooperative_id'
    found = []
    for within in (None, Scope(two[0]), ACROSS):
        tell(connection, within)
        found.append(connection.execute(touch).rowcount)
    tell(connection, Scope(two[0]))
    found.append(connection.execute(f"{touch} WHERE cooperative_id = %s", [two[1]]).rowcount)
    if found != [0, 1, 0, 0]:
        return f"{table} lets {found} be changed"
    moved = not refused(connection, f'UPDATE "{table}" SET cooperative_id = %s', two[1])
    return f"{table} lets a row move" if moved else ""


def taken(connection: Any, table: str, two: Two) -> bool:
    """Whether each row becomes one's own, the neighbour's too: who asks for no column need not see what they change."""
    tell(connection, Scope(two[0]))
    try:
        with connection.transaction():
            mine = connection.execute(f'UPDATE "{table}" SET cooperative_id = %s', [two[0]])
            return bool(mine.rowcount != 1)
    except psycopg.IntegrityError:  # a neighbour's row came so far that a key refused it
        return True


def removed(connection: Any, table: str, two: Two) -> str:
    found = []
    for within in (None, ACROSS, Scope(two[1])):
        tell(connection, within)
        away = f'DELETE FROM "{table}" WHERE cooperative_id = %s'
        found.append(connection.execute(away, [two[0]]).rowcount)
    tell(connection, Scope(two[0]))
    found.append(connection.execute(f'DELETE FROM "{table}"').rowcount)
    return "" if found == [0, 0, 0, 1] else f"{table} lets {found} be deleted"


def overheard(connection: Any, table: str, two: Two) -> str:
    """What was said in another transaction."""
    for word in (f"{two[0]}|1", f"{token.EVERYWHERE}|1"):
        connection.execute("SELECT set_config(%s, %s, true)", [token.VARIABLE, word])
        if found := count(connection, table):
            return f"{table} shows {found} for a word of another transaction"
    return ""


def refused(connection: Any, sql: str, *values: object) -> bool:
    """By its rights, before any key or check is asked."""
    try:
        with connection.transaction():
            connection.execute(sql, values)
    except InsufficientPrivilege:
        return True
    except psycopg.IntegrityError:
        return False
    return False


def make_room(administrator: Any, reference: Reference, two: Two) -> UUID:
    """So that only the key itself can refuse; answers the neighbour's row to point at. By who may change tables."""
    table, _column, target, key = reference
    administrator.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')  # the log is only added to
    for (check,) in administrator.execute(CHECKS, [table]).fetchall():
        administrator.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{check}"')
    for pointing, name in administrator.execute(POINTING_HERE, [table]).fetchall():
        administrator.execute(f'ALTER TABLE {pointing} DROP CONSTRAINT "{name}"')
    (foreign,) = administrator.execute(
        f'SELECT {key} FROM "{target}" WHERE cooperative_id = %s', [two[1]]
    ).fetchone()
    if table != target:  # so that its place is free where there may be only one
        administrator.execute(f'DELETE FROM "{table}" WHERE cooperative_id = %s', [two[1]])
    found: UUID = foreign
    return found


def pointed(connection: Any, reference: Reference, foreign: UUID, two: Two) -> str:
    """One's own row at a neighbour's."""
    table, column, _target, _key = reference
    tell(connection, Scope(two[0]))
    connection.execute(
        f'UPDATE "{table}" SET {column} = %s WHERE cooperative_id = %s', [foreign, two[0]]
    )
    try:
        connection.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except ForeignKeyViolation as refusal:
        said = (refusal.diag.table_name, refusal.diag.constraint_name)
        if said != (table, f"portal_{column}"):
            raise
        return ""
    return f"{table}.{column} points at a neighbour's row"


def _columns(connection: Any, table: str) -> list[str]:
    found = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table]
    )
    return [name for (name,) in found if name != "cooperative_id"]
