"""The second wall: what the database itself keeps apart, laid from the models after every migrate.

The first is in Python (`tenants/owned.py`). This one holds where that was gone around: a query without a filter finds
nothing on PostgreSQL, and no row points at a neighbour's on either database.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any, Final

from django.db import transaction

from coopportal.db import coverage
from coopportal.db.pieces import Piece, pieces, plain

log = logging.getLogger(__name__)

_POLICIES: Final = """SELECT 'policy ' || tablename || '.' || policyname,
    concat_ws('|', permissive, cmd, roles::text, coalesce(qual, ''), coalesce(with_check, ''))
  FROM pg_policies WHERE schemaname = 'public'"""
_SECURITY: Final = """SELECT 'row security ' || relname,
    CASE WHEN relforcerowsecurity THEN 'enabled, forced' ELSE 'enabled' END
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity"""
_KEYS: Final = """SELECT 'key ' || conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'f' AND conname LIKE 'portal\\_%'"""
_FUNCTIONS: Final = """SELECT 'function ' || proname, prosrc
  FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'portal\\_%'"""
# Owned by this role, and yet its rows are hidden from it.
BLIND: Final = """SELECT oid::regclass::text FROM pg_class WHERE relnamespace = 'public'::regnamespace
  AND relrowsecurity AND relforcerowsecurity AND pg_has_role(relowner, 'USAGE')
  AND NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user)"""
_TRIGGERS: Final = """SELECT 'trigger ' || name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'portal\\_%' ESCAPE '\\'"""


def standing(connection: Any) -> dict[str, str]:
    """The pieces that stand in the database, by name."""
    asked = [_FUNCTIONS, _SECURITY, _POLICIES, _KEYS]
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ALL ".join(asked) if connection.vendor == "postgresql" else _TRIGGERS
        )
        found = dict(cursor.fetchall())
    return {
        name: plain(text) if name.startswith("policy ") else text for name, text in found.items()
    }


def differences(connection: Any) -> list[str]:
    """What is missing, other than it should be, or there without a reason. Nothing, where the wall stands."""
    found, wanted = standing(connection), {piece.name: piece for piece in pieces(connection.vendor)}
    return [
        *(f"missing: {name}" for name in wanted if name not in found),
        *(
            f"other: {name}"
            for name, piece in wanted.items()
            if name in found and found[name] != piece.shown
        ),
        *(f"unknown: {name}" for name in found if name not in wanted),
    ]


def lay(connection: Any, *, without: Iterable[str] = ()) -> int:
    """Lay what is missing or other than it should be; how many pieces that were. Once more is the same as once.

    `without` names pieces to leave out, for tests of what the others hold.
    """
    left_out = set(without)
    found = standing(connection)
    due = [
        piece
        for piece in pieces(connection.vendor)
        if piece.name not in left_out and found.get(piece.name) != piece.shown
    ]
    if due:  # a table that is not there yet is left out
        there = {*connection.introspection.table_names(), ""}
        due = [piece for piece in due if _table_of(piece) in there]
    known = {piece.name for piece in pieces(connection.vendor)}
    stale = [sql for name in found if name not in known for sql in _away(name)]
    _run(connection, [*stale, *(sql for piece in due for sql in piece.lay)])
    return len(due)


def remove(connection: Any, names: Iterable[str] | None = None) -> None:
    """Take pieces away, or all: before tables are made anew on SQLite, and for tests."""
    found = standing(connection)
    chosen = found.keys() if names is None else set(names) & found.keys()
    known = {piece.name: piece for piece in pieces(connection.vendor)}
    drops = [known[name].drop if name in known else _away(name) for name in chosen]
    _run(connection, [sql for statements in drops for sql in statements])


def lift(connection: Any) -> None:
    """Before a migrate. `lay` after it puts everything back.

    SQLite makes tables anew, which its triggers would not survive. On PostgreSQL a role that cannot see every row must
    not find none and say it was done: it is refused the question. The tables' own role is let past instead.
    """
    if connection.vendor != "postgresql":
        remove(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET row_security = off")
        cursor.execute(BLIND)
        tables = [table for (table,) in cursor.fetchall()]
    if tables:
        log.warning(
            "This role %s and does not look past row security; while it migrates, it is let past.",
            coverage.power(connection),
        )
        _run(connection, [f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY" for table in tables])


def lower(connection: Any) -> None:
    """After a migrate: what PostgreSQL is asked under ordinary rules again."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("RESET row_security")


def may_lay(connection: Any) -> bool:
    """Whether this process may define anything. A portal in earnest may not: who lays tables signs in apart."""
    return connection.vendor != "postgresql" or "owns tables" in coverage.power(connection)


def _table_of(piece: Piece) -> str:
    kind, _space, rest = piece.name.partition(" ")
    return (
        "" if kind in {"function", "trigger"} else rest.removeprefix("security ").partition(".")[0]
    )


def _away(name: str) -> list[str]:
    """What takes away a piece of ours that no model asks for any more. What is not ours is only named."""
    kind, _space, rest = name.partition(" ")
    table, _dot, own = rest.partition(".")
    if kind == "trigger":
        return [f"DROP TRIGGER IF EXISTS {rest}"]
    if not own.startswith("portal_"):
        return []
    if kind == "policy":
        return [f'DROP POLICY IF EXISTS {own} ON "{table}"']
    return [f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS {own}']


def _run(connection: Any, statements: list[str]) -> None:
    """In one transaction; PostgreSQL takes them in one message."""
    if not statements:
        return
    asked = ["; ".join(statements)] if connection.vendor == "postgresql" else statements
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(sql)
