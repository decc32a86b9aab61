"""Tables that are only ever added to, as the database itself keeps it: not even the portal's own role can do else.

Installed again after every migrate, because SQLite forgets triggers when a migration makes a table anew. Whoever may
change tables can take them away; what was changed then, the chain of the log shows.
"""

from __future__ import annotations

from typing import Any, Final

TABLES: Final = ("tenants_event", "tenants_auditlink", "tenants_auditcheck")
FUNCTION: Final = """
CREATE OR REPLACE FUNCTION tenants_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


def install(connection: Any) -> None:
    """Once more is the same as once. A table that is not there yet is left out."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for table in TABLES:
            if table in there:
                for statement in _statements(connection.vendor, table):
                    cursor.execute(statement)


def remove(connection: Any) -> None:
    """For tests, which empty their database, and for a migration that must change what was written."""
    there = set(connection.introspection.table_names())
    on = "ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for table in there & set(TABLES):
            for name in _names(table):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name} {on.format(table=table)}")


def _names(table: str) -> tuple[str, str, str]:
    return f"{table}_unchanged", f"{table}_undeleted", f"{table}_unemptied"


def _statements(vendor: str, table: str) -> list[str]:
    changed, deleted, emptied = _names(table)
    if vendor == "postgresql":
        call = "EXECUTE FUNCTION tenants_only_added_to()"
        return [
            f"CREATE OR REPLACE TRIGGER {changed} BEFORE UPDATE ON {table} FOR EACH ROW {call}",
            f"CREATE OR REPLACE TRIGGER {deleted} BEFORE DELETE ON {table} FOR EACH ROW {call}",
            f"DROP TRIGGER IF EXISTS {emptied} ON {table}",
            f"CREATE TRIGGER {emptied} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
        ]
    refused = f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
    return [
        f"CREATE TRIGGER IF NOT EXISTS {changed} BEFORE UPDATE ON {table} {refused}",
        f"CREATE TRIGGER IF NOT EXISTS {deleted} BEFORE DELETE ON {table} {refused}",
    ]
