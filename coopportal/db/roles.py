"""Who may do what at PostgreSQL: six roles, as SQL that can be run again and again.

The roles are the cluster's, made once by `manage.py database_roles` with an administrator's connection. What they may do
with the tables is laid after every migrate (`grants`), so a new table is never forgotten.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from tenants import append_only

# Columns that only the signer reads, whatever else stands in their table. The portal's role writes them and never sees
# them again.
SEALED: Final[dict[str, tuple[str, ...]]] = {
    "credentials_cooperativekey": ("wrapped",),
    "credentials_signingkey": ("wrapped",),
}
# Written by migrations alone.
KEPT: Final = ("django_migrations",)
PARTS: Final = {
    "owner": "NOLOGIN NOBYPASSRLS",
    "migrate": "LOGIN BYPASSRLS",
    "app": "LOGIN NOBYPASSRLS",
    "signer": "LOGIN NOBYPASSRLS",
    "backup": "LOGIN BYPASSRLS",
    "platform": "LOGIN BYPASSRLS",
}
NEVER: Final = "NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
_PREFIX: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")


@dataclass(frozen=True)
class Roles:
    """The six names, which begin alike: two portals of one cluster keep apart."""

    prefix: str = "portal"

    def __post_init__(self) -> None:
        if not _PREFIX.fullmatch(self.prefix):
            raise ImproperlyConfigured(
                "The roles' prefix is small letters, digits and underscores."
            )

    def __getitem__(self, part: str) -> str:
        if part not in PARTS:
            raise KeyError(part)
        return f"{self.prefix}_{part}"

    def all(self) -> list[str]:
        return [self[part] for part in PARTS]


def may_open(connection: Any) -> bool:
    """Whether this role reads what is wrapped, and can sign by itself."""
    if connection.vendor != "postgresql":
        return True
    asked = "SELECT has_column_privilege(%s, %s, 'SELECT')"
    with connection.cursor() as cursor:
        for table, columns in SEALED.items():
            for column in columns:
                cursor.execute(asked, [table, column])
                if not cursor.fetchone()[0]:
                    return False
    return True


def making(
    roles: Roles, database: str, passwords: dict[str, str], columns: dict[str, list[str]]
) -> list[str]:
    """What an administrator runs once, in the portal's database. Safe to repeat, with the columns that are there."""
    name = quoted(database)
    owner, migrate, app, signer = (roles[part] for part in ("owner", "migrate", "app", "signer"))
    everybody = ", ".join(roles.all())
    return [
        *(_role(roles[part], f"{login} {NEVER}") for part, login in PARTS.items()),
        *(f"ALTER ROLE {roles[part]} PASSWORD {literal(word)}" for part, word in passwords.items()),
        f"GRANT {owner} TO {migrate}",  # which may so change what the owner has; nobody signs in as the owner
        f"GRANT {app} TO {signer}",  # the signer may what the portal may, and read what is sealed
        f"ALTER DATABASE {name} OWNER TO {owner}",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO {everybody}",
        f"ALTER SCHEMA public OWNER TO {owner}",
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {everybody}",
        *_defaults(roles),
        *grants(roles, columns),
    ]


def grants(roles: Roles, columns: dict[str, list[str]]) -> list[str]:
    """Everything belongs to the owner, and each role may what it needs. `columns` are those of sealed tables."""
    return [
        _owned_by(roles["owner"]),
        *(sql.format(on="ON ALL TABLES IN SCHEMA public") for sql in _tables(roles)),
        *(sql.format(on="ON ALL SEQUENCES IN SCHEMA public") for sql in _sequences(roles)),
        # Not by those who may only add, and not by anybody but a migration.
        *(
            f"REVOKE UPDATE, DELETE ON {quoted(table)} FROM {roles['app']}"
            for table in columns
            if table in append_only.TABLES
        ),
        *(
            f"REVOKE INSERT, UPDATE, DELETE ON {quoted(table)} FROM {roles['app']}"
            for table in columns
            if table in KEPT
        ),
        *(
            sql
            for table, names in columns.items()
            if table in SEALED
            for sql in _sealed(roles, table, [name for name in names if name not in SEALED[table]])
        ),
    ]


def lay(connection: Any) -> None:
    """After a migrate: the same again for the tables of today. Does nothing in a database without the roles."""
    if (roles := roles_of(connection)) is None:
        return
    # At once: what is sealed is never open, not even between two statements.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for sql in grants(roles, columns_of(connection)):
            cursor.execute(sql)


def columns_of(connection: Any) -> dict[str, list[str]]:
    """Those of each table that is not everybody's, where it is there."""
    with connection.cursor() as cursor:
        there = set(connection.introspection.table_names(cursor))
        return {
            table: [
                each.name for each in connection.introspection.get_table_description(cursor, table)
            ]
            for table in sorted({*SEALED, *KEPT, *append_only.TABLES} & there)
        }


def roles_of(connection: Any) -> Roles | None:
    """The roles that this database was given, known by its owner's name."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        )
        (owner,) = cursor.fetchone()
        prefix = owner.removesuffix("_owner")
        if prefix == owner or not _PREFIX.fullmatch(prefix):
            return None
        roles = Roles(prefix)
        cursor.execute("SELECT count(*) FROM pg_roles WHERE rolname = ANY(%s)", [roles.all()])
        return roles if cursor.fetchone() == (len(PARTS),) else None


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _role(name: str, rights: str) -> str:
    return (
        f"DO $$ BEGIN CREATE ROLE {name}; EXCEPTION WHEN duplicate_object THEN NULL; END $$; "
        f"ALTER ROLE {name} {rights}"
    )


def _tables(roles: Roles) -> list[str]:
    return [
        f"GRANT SELECT, INSERT, UPDATE, DELETE {{on}} TO {roles['app']}",
        f"GRANT SELECT {{on}} TO {roles['backup']}, {roles['platform']}",
    ]


def _sequences(roles: Roles) -> list[str]:
    return [
        f"GRANT USAGE, SELECT {{on}} TO {roles['app']}",
        f"GRANT SELECT {{on}} TO {roles['backup']}",
    ]


def _defaults(roles: Roles) -> list[str]:
    """For what a migration makes, from the moment that it is there."""
    begin = (
        f"ALTER DEFAULT PRIVILEGES FOR ROLE {roles['migrate']}, {roles['owner']} IN SCHEMA public"
    )
    return [
        *(f"{begin} {sql.format(on='ON TABLES')}" for sql in _tables(roles)),
        *(f"{begin} {sql.format(on='ON SEQUENCES')}" for sql in _sequences(roles)),
    ]


def _sealed(roles: Roles, table: str, readable: list[str]) -> list[str]:
    """A right to the table is one to every column, so it goes, and the others come back by name."""
    names = ", ".join(quoted(name) for name in readable)
    return [
        f"REVOKE SELECT ON {quoted(table)} FROM {roles['app']}, {roles['platform']}",
        f"GRANT SELECT ({names}) ON {quoted(table)} TO {roles['app']}, {roles['platform']}",
        f"GRANT SELECT ON {quoted(table)} TO {roles['signer']}",
    ]


def _owned_by(owner: str) -> str:
    """Tables and functions that another role made, as a migration does. Sequences go with their tables; what an
    extension brought stays the extension's.
    """
    return f"""DO $$ DECLARE what record; BEGIN
  FOR what IN SELECT oid::regclass AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace
    AND relkind IN ('r', 'p', 'v', 'm') AND pg_get_userbyid(relowner) <> '{owner}'
    AND pg_has_role(relowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
  LOOP EXECUTE format('ALTER TABLE %s OWNER TO {owner}', what.name); END LOOP;
  FOR what IN SELECT oid::regprocedure AS name FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    AND pg_get_userbyid(proowner) <> '{owner}'
    AND pg_has_role(proowner, 'USAGE') AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')
  LOOP EXECUTE format('ALTER ROUTINE %s OWNER TO {owner}', what.name); END LOOP;
END $$"""
