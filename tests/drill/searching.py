"""Where a key could have got to: everything that a portal has written, sent, shown and handed out, by its kind."""

from __future__ import annotations

import base64
import re
import secrets
import socket
import sqlite3
import threading
import zlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from coopportal.backup import parcel, sealing
from tests.custody import canaries, unpacking
from tests.support.portal import Portal
from tests.support.processes import Processes

if TYPE_CHECKING:
    from tests.drill.__main__ import Drill

LEAST: Final = 20  # keys that are looked for
KINDS: Final = (
    *("logs", "files", "rows", "exports", "my data", "jobs", "sheets", "broker", "mails"),
    *("documents", "pages", "backup"),
)
ON_SERVERS: Final = ("dump", "redis", "redis meanwhile")
IN_REDIS: Final = 7  # types and spellings in which `planting` puts it there
TABLES: Final = {
    "postgresql": "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    "sqlite": "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
}
OF_JOBS, OF_SHEETS = "tenants_job", "tenants_import"
LINE = re.compile(rb"^\+[\d.]+ \[(\d+) [^\]]*\] (.*)$")
QUOTED = re.compile(rb"\\x([0-9a-f]{2})|\\(.)", re.DOTALL)
SIGNS: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"a": b"\a", b"b": b"\b"}


class Listener:
    """All that anybody writes into one database of Redis, also what is gone the next moment."""

    def __init__(self, url: str) -> None:
        at = urlsplit(url)
        self._number = at.path.strip("/").encode() or b"0"
        self._line = socket.create_connection((at.hostname or "127.0.0.1", at.port or 6379))
        self.heard = bytearray()

    def __enter__(self) -> Self:
        self._line.sendall(b"MONITOR\r\n")
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._line.shutdown(socket.SHUT_RDWR)
        self._thread.join(timeout=10)
        self._line.close()

    def _listen(self) -> None:
        with self._line.makefile("rb") as lines:
            for line in lines:
                found = LINE.match(line.rstrip(b"\r\n"))
                if found and found[1] == self._number:
                    self.heard += QUOTED.sub(_sign, found[2]) + b"\n"


def _sign(found: re.Match[bytes]) -> bytes:
    if found[1]:
        return bytes.fromhex(found[1].decode())
    return SIGNS.get(found[2], found[2])


class Places(defaultdict[str, list[bytes]]):
    """What was found to look through, by its kind."""

    def __init__(self) -> None:
        super().__init__(list)

    def hits(self, keys: set[bytes]) -> Iterator[tuple[str, str]]:
        for kind, contents in self.items():
            for hit in canaries.hits(keys, kind, b"\n\0\n".join(contents)):
                yield kind, hit


def gathered(drill: Drill, listener: Listener | None) -> Places:
    """Each with everything that is packed within it."""
    portal, found = drill.portal, Places()
    for name, content in canaries.files(portal.processes.folder):
        found[_kind_of_file(name)].append(content)
    for kind, contents in portal.act("taken", slug="oak").items():
        found[kind] += [base64.b64decode(each) for each in contents]
    for table, content in _rows(portal.processes):
        found[_kind_of_table(table)].append(content)
    found["mails"] += [unpacking.of_mail(mail.as_bytes()) for mail in portal.sink.kept]
    for slug in drill.slugs:
        body = drill.answer(f"/c/{slug}/did.json")
        found["documents"] += [body, drill.answer(f"/c/{slug}/trust-list.json")]
    found["backup"] += _backup(portal)
    for name, content in portal.processes.dumps():
        found["dump" if name == "pg_dump" else name].append(content)
    if listener:
        found["redis meanwhile"].append(bytes(listener.heard))
        found["broker"] += _messages(listener)
    for kind, contents in found.items():
        found[kind] = [unpacking.whole(each) for each in contents]
    return found


def _kind_of_file(name: str) -> str:
    if name.endswith(".log"):
        return "logs"
    return "broker" if name.startswith("broker") else "files"


def _kind_of_table(name: str) -> str:
    if name.startswith(OF_JOBS):
        return "jobs"
    return "sheets" if name.startswith(OF_SHEETS) else "rows"


def _rows(processes: Processes) -> Iterator[tuple[str, bytes]]:
    """Value by value: in the file of the database a long one lies in pieces. What is wrapped is among them."""
    if url := processes.environment.get("MIGRATE_DATABASE_URL"):
        with psycopg.connect(url) as server:
            server.execute("SET row_security = off")
            for (name,) in server.execute(TABLES["postgresql"]).fetchall():
                asked = sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))
                yield name, _joined(server.execute(asked).fetchall())
        return
    with closing(sqlite3.connect(processes.folder / "portal.sqlite3")) as file:
        for (name,) in file.execute(TABLES["sqlite"]).fetchall():
            yield name, _joined(file.execute(f'SELECT * FROM "{name}"').fetchall())


def _joined(rows: list[Any]) -> bytes:
    values = (value for row in rows for value in row if value is not None)
    return b"\n".join(
        bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode()
        for each in values
    )


def _backup(portal: Portal) -> list[bytes]:
    """An archive as the portal makes it, opened: its members, what was packed in parts as one."""
    processes = portal.processes
    archive, key = processes.folder / "keys" / "archive.age", processes.folder / "keys" / "opens"
    recipient = sealing.new_key(key)
    environment, url = processes.environment, processes.environment.get("DATABASE_URL", "")
    environment["DATABASE_URL"] = url.replace("_app:", "_backup:", 1)
    try:
        processes.manage("backup", "--to", str(archive), "--recipient", recipient)
    finally:
        environment["DATABASE_URL"] = url
    parts: dict[str, bytearray] = defaultdict(bytearray)
    with sealing.opened(archive, sealing.identities(key)) as source:
        for name, content in parcel.members(source):
            stream = str(Path(name).parent)
            parts[name if stream == "." else stream] += b"".join(content)
    return [
        zlib.decompress(part, wbits=parcel.GZIP) if part.startswith(b"\x1f\x8b") else bytes(part)
        for part in parts.values()
    ]


def _messages(listener: Listener) -> list[bytes]:
    """Of the broker: what was put into a queue."""
    return [line for line in bytes(listener.heard).split(b"\n") if line.startswith(b'"LPUSH"')]


def search(drill: Drill, listener: Listener | None) -> None:
    """No key anywhere; and the control, which is to be found in each kind of place."""
    kinds = KINDS + (ON_SERVERS if listener else ())
    decoys = {kind: secrets.token_bytes(32) for kind in kinds}
    drill.portal.act(
        "plant", slug="oak", other="fir", decoys={kind: key.hex() for kind, key in decoys.items()}
    )
    keys = {bytes.fromhex(each) for each in drill.secrets}
    there = gathered(drill, listener)
    found = sorted({hit for _kind, hit in there.hits(keys)})
    for kind, key in decoys.items():
        named = {hit for where, hit in there.hits({key}) if where == kind}
        drill.hold(f"a key planted in {kind} is found", so=bool(named))
        if kind == "redis":
            drill.hold(f"in each type of value ({named})", so=len(named) >= IN_REDIS)
    drill.hold(
        f"each kind of place has its control ({set(there) ^ set(kinds)})",
        so=set(there) == set(kinds),
    )
    drill.hold(f"no key stands anywhere ({found[:5]})", so=not found)
    drill.hold(f"{LEAST} keys are looked for ({len(keys)})", so=len(keys) >= LEAST)
    drill.figures |= {
        "canaries": len(keys),
        "spellings": len(canaries.spellings(min(keys))),
        "places": len(there),
        "scanned": sum(map(len, there.values())),
        "scanned_mb": sum(len(each) for contents in there.values() for each in contents) / 1e6,
        "planted": len(decoys),
        "canary_hits": len(found),
    }
