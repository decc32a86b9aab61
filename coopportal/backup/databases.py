"""The two databases, each copied as of one moment while the portal goes on writing, and put back.

SQLite by VACUUM INTO: one read transaction, which no writer waits for, and nothing of what was deleted is in the copy.
PostgreSQL by pg_dump in a snapshot that the rows are counted in as well.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import psycopg
from psycopg import conninfo, sql

from coopportal.backup.errors import RefusedError
from coopportal.db import walls

CHUNK: Final = 1 << 20
OURS: Final = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
TABLES: Final = (
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace "
    "AND c.relkind IN ('r', 'p') ORDER BY 1"
)
Ask = Callable[[str], list[Any]]


@dataclass
class Snapshot:
    """A database as of one moment: how many rows each table has, and the copy itself."""

    vendor: str
    version: str
    counts: dict[str, int]
    ask: Ask
    chunks: Iterator[bytes]


@contextmanager
def snapshot(database: dict[str, Any], scratch: Path) -> Iterator[Snapshot]:
    """Of Django's dict of a database."""
    if "sqlite" in database["ENGINE"]:
        with _sqlite(Path(database["NAME"]), scratch) as found:
            yield found
    else:
        with _postgresql(database) as found:
            yield found


@contextmanager
def _sqlite(path: Path, scratch: Path) -> Iterator[Snapshot]:
    if not path.exists():
        raise RefusedError(f"There is no database at {path}.")
    with tempfile.TemporaryDirectory(dir=scratch, prefix=".backup-") as folder:
        copy = Path(folder) / "portal.sqlite3"
        with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as source:
            source.execute("VACUUM INTO ?", [str(copy)])
        with closing(sqlite3.connect(copy)) as rows, copy.open("rb") as file:
            copy.unlink()  # a process that is killed leaves nothing readable behind
            yield Snapshot(
                vendor="sqlite",
                version=sqlite3.sqlite_version,
                counts=_counted(lambda asked: rows.execute(asked).fetchall()),
                ask=lambda asked: rows.execute(asked).fetchall(),
                chunks=_chunks(file),
            )


def _counted(ask: Ask) -> dict[str, int]:
    return {
        name: int(ask(f'SELECT count(*) FROM "{name}"')[0][0])  # noqa: S608 -- names from the schema itself
        for (name,) in sorted(ask(OURS))
    }


@contextmanager
def _postgresql(database: dict[str, Any]) -> Iterator[Snapshot]:
    with connected(database) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.execute("SET LOCAL row_security = off")  # a role that sees less says so

        def ask(asked: str) -> list[Any]:
            return connection.execute(sql.SQL(asked)).fetchall()

        counts = _counted_whole(connection)
        (name,) = ask("SELECT pg_export_snapshot()")[0]
        yield Snapshot(
            vendor="postgresql",
            version=str(connection.info.server_version),
            counts=counts,
            ask=ask,
            chunks=_dumped(database, str(name)),
        )


def connected(database: dict[str, Any]) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(_conninfo(database), password=database.get("PASSWORD") or None)
    except psycopg.OperationalError:
        raise RefusedError("The database does not answer: look at its address and role.") from None


def count_restored(database: dict[str, Any]) -> dict[str, int]:
    """Every row of what was just put back, and nothing runs yet."""
    if "sqlite" in database["ENGINE"]:
        with closing(sqlite3.connect(database["NAME"])) as rows:
            return _counted(lambda asked: rows.execute(asked).fetchall())
    return _count_past_the_walls(database)


def _count_past_the_walls(database: dict[str, Any]) -> dict[str, int]:
    """On PostgreSQL.

    A role that owns the tables and is held by row security all the same (the portal's only one) is let past it for
    this transaction, which is undone.
    """
    with connected(database) as connection:
        for (table,) in connection.execute(sql.SQL(walls.BLIND)).fetchall():
            let_past = sql.SQL("ALTER TABLE {} NO FORCE ROW LEVEL SECURITY")
            connection.execute(let_past.format(sql.SQL(table)))
        connection.execute("SET LOCAL row_security = off")
        found = _counted_whole(connection)
        connection.rollback()
    return found


def _counted_whole(connection: psycopg.Connection[Any]) -> dict[str, int]:
    try:
        return count(connection)
    except psycopg.errors.InsufficientPrivilege:
        raise RefusedError(
            f"The role {connection.info.user} does not see every row. A backup is read by a role with BYPASSRLS that may "
            "read all tables; name it in BACKUP_DATABASE_URL (docs/operations.md, Backing up, says how one is made)."
        ) from None


def count(connection: psycopg.Connection[Any]) -> dict[str, int]:
    found = {}
    for (name,) in connection.execute(TABLES).fetchall():
        asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
        row = connection.execute(asked).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def _dumped(database: dict[str, Any], name: str) -> Iterator[bytes]:
    command = ["pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    yield from _running([*command, f"--snapshot={name}"], database)


def _running(command: Sequence[str], database: dict[str, Any] | None) -> Iterator[bytes]:
    """What a program writes; its own sentence where it fails."""
    if database is not None:
        command = [*command, f"--dbname={_conninfo(database)}"]
    with tempfile.TemporaryFile() as said:
        try:
            with subprocess.Popen(  # noqa: S603 -- a fixed program, no shell
                command, stdout=subprocess.PIPE, stderr=said, env=_environment(database)
            ) as process:
                if process.stdout is not None:
                    yield from _chunks(process.stdout)
        except FileNotFoundError:
            raise RefusedError(
                f"{command[0]} is not installed: it comes with PostgreSQL's client programs."
            ) from None
        if process.returncode:
            said.seek(0)
            raise RefusedError(f"{command[0]} failed: {said.read(2000).decode(errors='replace')}")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _conninfo(database: dict[str, Any]) -> str:
    """Without the password, which nobody is to read in a list of processes."""
    named = {
        "dbname": database["NAME"],
        "user": database.get("USER"),
        "host": database.get("HOST"),
        "port": database.get("PORT"),
        **database.get("OPTIONS", {}),
    }
    return conninfo.make_conninfo(**{key: str(value) for key, value in named.items() if value})


def _environment(database: dict[str, Any] | None) -> dict[str, str]:
    password = (database or {}).get("PASSWORD")
    return {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}


def is_empty(database: dict[str, Any]) -> bool:
    if "sqlite" in database["ENGINE"]:
        path = Path(database["NAME"])
        if not path.exists():
            return True
        with closing(sqlite3.connect(path)) as rows:
            return not rows.execute(OURS).fetchall()
    with connected(database) as connection:
        return not connection.execute(TABLES).fetchall()


def inspect(vendor: str, file: Path) -> dict[str, int]:
    """How many rows a copy has, table by table, without any server. Raises RefusedError where it is not whole."""
    if vendor == "postgresql":
        return _rows_of_dump(file)
    with closing(sqlite3.connect(file)) as rows:
        try:
            said = rows.execute("PRAGMA integrity_check(1)").fetchone()[0]
            astray = rows.execute("PRAGMA foreign_key_check").fetchone()
            counts = _counted(lambda asked: rows.execute(asked).fetchall())
        except sqlite3.DatabaseError as error:
            raise RefusedError(f"The database in the archive cannot be read: {error}.") from None
    if said != "ok" or astray is not None:
        raise RefusedError("The database in the archive is not whole: a row points nowhere.")
    return counts


def _rows_of_dump(file: Path) -> dict[str, int]:
    """The dump is written out as text once, and its lines are counted: a row is a line of COPY."""
    counts: dict[str, int] = {}
    table, rest = "", b""
    for chunk in _running(["pg_restore", "--data-only", "--file=-", str(file)], None):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            if table:
                table = _row(table, line, counts)
            elif line.startswith(b"COPY "):
                table = line.split()[1].decode().rpartition(".")[2].strip('"')
                counts[table] = 0
    return counts


def _row(table: str, line: bytes, counts: dict[str, int]) -> str:
    if line == b"\\.":
        return ""
    counts[table] += 1
    return table


def put_back(vendor: str, file: Path, database: dict[str, Any]) -> None:
    """Into an empty database, all or nothing."""
    if vendor == "sqlite":
        target = Path(database["NAME"])
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.unlink(missing_ok=True)  # without tables: is_empty has looked
        file.chmod(0o600)
        shutil.move(file, target)
        return
    command = ["pg_restore", "--no-owner", "--no-privileges", "--single-transaction"]
    for _said in _running([*command, "--exit-on-error", str(file)], database):
        continue
