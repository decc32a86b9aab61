"""What stands in a database, in whatever order it came. `python -m tests.migrations.schema` prints it of a new portal.

Tables with their columns and constraints, indexes, triggers, policies, functions, and which migrations are written down
as done.
"""

from __future__ import annotations

import json
from typing import Any

import django
from django.db import connection

COLUMNS = """SELECT table_name || '.' || column_name, data_type, character_maximum_length, is_nullable, column_default
    FROM information_schema.columns WHERE table_schema = 'public'"""
CONSTRAINTS = """SELECT conrelid::regclass::text || '.' || conname, pg_get_constraintdef(oid)
    FROM pg_constraint WHERE connamespace = 'public'::regnamespace"""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
TRIGGERS = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
POLICIES = "SELECT tablename || '.' || policyname, qual, with_check FROM pg_policies"
FUNCTIONS = """SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"""


def main() -> None:
    django.setup()
    from coopportal import new_tables  # noqa: PLC0415 -- once the settings are there

    assert new_tables.lay()
    print(json.dumps(read()))


def read() -> dict[str, Any]:
    found = _postgres() if connection.vendor == "postgresql" else _sqlite()
    return found | {"applied": _rows("SELECT app || '.' || name FROM django_migrations")}


def _rows(sql: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sorted((list(map(str, row)) for row in cursor.fetchall()), key=repr)


def _postgres() -> dict[str, Any]:
    asked = {
        "columns": COLUMNS,
        "constraints": CONSTRAINTS,
        "indexes": INDEXES,
        "triggers": TRIGGERS,
        "policies": POLICIES,
    }
    return {name: _rows(sql) for name, sql in (asked | {"functions": FUNCTIONS}).items()}


def _sqlite() -> dict[str, Any]:
    found = {}
    for kind, name, sql in _rows("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"):
        inner = sql[sql.index("(") + 1 : sql.rindex(")")] if kind == "table" else sql
        found[f"{kind} {name}"] = sorted(_parts(inner)) if kind == "table" else _plain(sql)
    return found


def _parts(body: str) -> list[str]:
    """What stands between the commas that are in no brackets."""
    depth, begun, parts = 0, 0, []
    for place, letter in enumerate(body):
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            parts.append(_plain(body[begun:place]))
            begun = place + 1
    return [*parts, _plain(body[begun:])]


def _plain(sql: str) -> str:
    return " ".join(sql.split())


if __name__ == "__main__":
    main()
