"""Making a backup: one encrypted file that holds all of the portal but the key that opens its signing keys."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Final

from django.conf import settings
from django.utils import timezone

from coopportal import env
from coopportal.backup import about, databases, parcel, sealing, since
from coopportal.backup.errors import RefusedError

LAST: Final = "last-backup.json"
FOLDER: Final = "backups"
SECRET: Final = "secret_key"  # noqa: S105 -- the name of a member, not what it says
Say = Callable[[str], object]


@dataclass(frozen=True)
class Made:
    """A backup that is whole and on the disk."""

    path: Path
    size: int
    digest: str
    rows: int
    seconds: float


def database() -> dict[str, Any]:
    """Where roles exist, a role of its own reads all co-ops: BACKUP_DATABASE_URL."""
    url = env.password("BACKUP_DATABASE_URL")
    return env.database(url, settings.DATA) if url else settings.DATABASES["default"]


def make(to: Path | None, named: Sequence[str], say: Say) -> Made:
    """Write the archive under another name first: a file with the right name is whole."""
    recipients = sealing.recipients(named)
    known = since.gather()
    now, began = timezone.now(), time.monotonic()
    path = _target(to, now)
    unfinished = path.with_name(f".{path.name}.part")
    rows = [0]
    with _alone():
        try:
            with _private(unfinished) as file:
                sealing.seal(file, recipients, lambda into: _write(into, known, now, say, rows))
            os.chmod(unfinished, 0o600)  # noqa: PTH101 -- Path.chmod is the same
            digest = _digest(unfinished)
            unfinished.rename(path)
        except OSError as error:
            raise RefusedError(
                f"The backup cannot be written: {error.strerror or error}."
            ) from error
        finally:
            unfinished.unlink(missing_ok=True)
    made = Made(path, path.stat().st_size, digest, rows[0], time.monotonic() - began)
    _note(made, now)
    return made


def last() -> dict[str, Any] | None:
    """When the last backup was made, how large it was and its digest."""
    try:
        found: dict[str, Any] = json.loads((settings.DATA / LAST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found


def _write(
    into: IO[bytes], known: dict[str, Any], now: datetime, say: Say, rows: list[int]
) -> None:
    source = database()
    scratch = settings.DATA
    with databases.snapshot(source, scratch) as found:
        said = about.of_snapshot(
            found,
            made_at=now.isoformat(),
            origin=settings.CANONICAL_ORIGIN,
            real=(settings.DATA / "real").exists(),
            demo=_text(settings.DATA / "demo"),
        )
        rows[0] = said.rows
        say(f"{said.vendor}: {len(said.tables)} tables, {said.rows:,} rows as of one moment")

        def fill(packer: parcel.Packer) -> None:
            packer.add_json(parcel.ABOUT, said.as_json())
            packer.add(SECRET, settings.SECRET_KEY.encode())
            packer.add_json(since.NAME, known)
            size = packer.add_stream("database", found.chunks)
            say(f"database: {size / 1e6:,.1f} MB")
            files = sum(_add_file(packer, path) for path in _files())
            say(f"files: {files}")

        parcel.pack(into, fill)


def _files() -> Iterator[Path]:
    root = Path(settings.MEDIA_ROOT)
    return (path for path in sorted(root.rglob("*")) if path.is_file() and not path.is_symlink())


def _add_file(packer: parcel.Packer, path: Path) -> int:
    name = path.relative_to(settings.MEDIA_ROOT).as_posix()
    with path.open("rb") as file:
        packer.add_stream(f"files/{name}", iter(lambda: file.read(1 << 20), b""))
    return 1


def _target(to: Path | None, now: datetime) -> Path:
    if to is None:
        to = settings.DATA / FOLDER
        to.mkdir(mode=0o700, parents=True, exist_ok=True)
    if to.is_dir():
        return to / f"coopportal-{now:%Y%m%dT%H%M%SZ}.age"
    if to.exists():
        raise RefusedError(f"{to} is there already, and a backup is never overwritten.")
    if not to.parent.is_dir():
        raise RefusedError(f"There is no folder {to.parent}.")
    return to


@contextmanager
def _private(path: Path) -> Iterator[IO[bytes]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def _alone() -> Iterator[None]:
    """One backup at a time: two would only slow each other down."""
    with (settings.DATA / "backup.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError("A backup of this portal is being made already.") from None
        yield


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _note(made: Made, now: datetime) -> None:
    told = {"at": now.isoformat(), "size": made.size, "sha256": made.digest, "rows": made.rows}
    (settings.DATA / LAST).write_text(json.dumps(told), encoding="utf-8")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
