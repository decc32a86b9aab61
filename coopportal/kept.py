"""What Django works out at each turn and need not: addresses of static files, and what is counted in files."""

from __future__ import annotations

import fcntl
import logging
import os
import pickle
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from whitenoise.storage import (  # type: ignore[import-untyped]  # -- theirs
    CompressedManifestStaticFilesStorage,
)

log = logging.getLogger(__name__)
FILE: Final = "kept.sqlite3"
DAMAGED: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
PATIENCE: Final = 20.0  # seconds for others at the same file
PREPARED: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",  # the last words may be lost with the power, the file is not
    "CREATE TABLE IF NOT EXISTS kept (key TEXT PRIMARY KEY, value BLOB NOT NULL, until REAL) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS kept_until ON kept (until)",
)
PUT: Final = (
    "INSERT INTO kept VALUES (?, ?, ?)"
    " ON CONFLICT (key) DO UPDATE SET value = excluded.value, until = excluded.until"
)
_of_others: list[sqlite3.Connection] = []


class _There(NamedTuple):
    """A connection, the process that opened it, and which file it leads to, whatever lies at its place by now."""

    process: int
    connection: sqlite3.Connection
    file: int


class FileCache(BaseCache):
    """A cache for all processes of one machine, in a file of its own.

    Django's own has a file for each entry and lists them all before each new one, and its `add` lets two in at once;
    to count one visit by address takes it eight files.
    """

    EVERY: Final = 50
    """Between two looks at how many entries there are."""

    def __init__(self, location: Path, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._path = Path(location) / FILE
        self._there: _There | None = None
        self._put = 0

    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        self._make_room()
        row = self._row(key, value, timeout, version)
        done = self._asked(f"{PUT} WHERE kept.until <= ?", (*row, time.time()))
        return done.rowcount > 0

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        found = self._asked("SELECT value, until FROM kept WHERE key = ?", (name,)).fetchone()
        if found is None or (found[1] is not None and found[1] <= time.time()):
            return default
        try:
            return pickle.loads(found[0])  # noqa: S301 -- nobody but the portal writes this file
        except Exception:  # noqa: BLE001 -- damaged bytes may say anything
            # Whatever others have put there meanwhile stays.
            self._asked("DELETE FROM kept WHERE key = ? AND value = ?", (name, found[0]))
            log.warning("An entry of %s was damaged and is taken out.", self._path.name)
            return default

    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._make_room()
        self._asked(PUT, self._row(key, value, timeout, version))

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        until, now = self.get_backend_timeout(timeout), time.time()
        name = self.make_and_validate_key(key, version=version)
        asked = "UPDATE kept SET until = ? WHERE key = ? AND (until IS NULL OR until > ?)"
        return self._asked(asked, (until, name, now)).rowcount > 0

    def delete(self, key: str, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return self._asked("DELETE FROM kept WHERE key = ?", (name,)).rowcount > 0

    def clear(self) -> None:
        self._asked("DELETE FROM kept")

    def _row(self, key: str, value: Any, timeout: Any, version: int | None) -> tuple[Any, ...]:
        name = self.make_and_validate_key(key, version=version)
        return (name, pickle.dumps(value), self.get_backend_timeout(timeout))

    def _make_room(self) -> None:
        """What is over goes first, then whatever chance takes, as Django does it."""
        self._put += 1
        if self._put % self.EVERY != 1:
            return
        self._asked("DELETE FROM kept WHERE until <= ?", (time.time(),))
        [count] = self._asked("SELECT count(*) FROM kept").fetchone()
        if count >= self._max_entries:
            some = "SELECT key FROM kept ORDER BY random() LIMIT ?"
            much = count - 2 * self._max_entries // 3
            self._asked(f"DELETE FROM kept WHERE key IN ({some})", (much,))  # noqa: S608 -- ours

    def _asked(self, words: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        """What is damaged behind its first page opens well, and is found by whoever comes upon it."""
        there = self._held()
        try:
            return there.connection.execute(words, values)
        except sqlite3.DatabaseError as error:
            _if_damaged(error)
        self._there = self._begun_anew(there.file)
        there.connection.close()  # only now: the number of a file that nobody holds is given to the next one
        return self._there.connection.execute(words, values)

    def _held(self) -> _There:
        """By a connection of this process: one of SQLite must not be carried over a fork, nor be closed behind it.

        And to the file that lies there: where another process has begun it anew, both would count for themselves.
        """
        there = self._there
        if there is not None and there.process != os.getpid():
            _of_others.append(there.connection)
            there = None
        if there is not None and there.file != self._file():
            there.connection.close()
            there = None
        self._there = there or self._opened()
        return self._there

    def _file(self) -> int:
        try:
            return self._path.stat().st_ino
        except FileNotFoundError:
            return 0

    def _opened(self) -> _There:
        """Not while another begins it anew: a new file beside the journal of the former one would be damaged too."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with self._gate(fcntl.LOCK_SH):
                return self._prepared()
        except sqlite3.DatabaseError as error:
            _if_damaged(error)
        return self._begun_anew()

    def _begun_anew(self, damaged: int = -1) -> _There:
        """Whatever was counted is lost without harm; nobody could sign in while a damaged file lay there."""
        with self._gate(fcntl.LOCK_EX):
            if self._file() != damaged:
                try:
                    return self._prepared()  # another has been here before
                except sqlite3.DatabaseError as error:
                    _if_damaged(error)
            log.warning("%s was damaged and is begun anew.", self._path.name)
            for end in ("", "-wal", "-shm"):
                self._path.with_name(FILE + end).unlink(missing_ok=True)
            return self._prepared()

    @contextmanager
    def _gate(self, how: int) -> Iterator[None]:
        """At the folder: a file for it would be of whoever came first, and root's shut out the portal's user."""
        gate = os.open(self._path.parent, os.O_RDONLY)
        try:
            fcntl.flock(gate, how)
            yield
        finally:
            os.close(gate)

    def _prepared(self) -> _There:
        opened = sqlite3.connect(
            self._path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        try:
            # By name: opening and closing the file would end the locks by which other threads of this process hold it.
            self._path.chmod(0o600)
            file = self._file()
            until = time.monotonic() + PATIENCE
            for words in PREPARED:
                while not _done(opened, words, until):
                    time.sleep(0.01)
        except BaseException:
            opened.close()
            raise
        return _There(os.getpid(), opened, file)


def _if_damaged(error: sqlite3.DatabaseError) -> None:
    """Raises what it is given where the file is whole, but others are at it or the disk is full."""
    if error.sqlite_errorcode & 0xFF not in DAMAGED:
        raise error


def _done(opened: sqlite3.Connection, words: str, until: float) -> bool:
    """For a new file's journal SQLite itself waits for nobody: processes that begin together are in each other's way."""
    try:
        opened.execute(words)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
            raise
        return False
    return True


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # -- as above
    """Each address is made once: a page has thirty, and the list of files is read when a process starts."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        self._made: dict[str, str] = {}
        super().__init__(*arguments, **named)

    def url(self, name: str, force: bool = False) -> str:  # noqa: FBT001, FBT002 -- as Django calls it
        if name not in self._made or force:
            self._made[name] = str(super().url(name, force))
        return self._made[name]

    def save_manifest(self) -> None:
        self._made.clear()
        super().save_manifest()
