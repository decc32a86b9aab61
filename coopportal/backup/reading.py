"""Reading an archive into a folder of its own and holding it against what it says of itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from coopportal.backup import about, databases, parcel, sealing, since
from coopportal.backup.errors import RefusedError
from coopportal.backup.making import SECRET


@dataclass
class Staged:
    """An archive that was read to its end: all of it is what was written."""

    about: about.About
    folder: Path
    secret_key: str
    behind: int
    cooperatives: int

    @property
    def database(self) -> Path:
        return self.folder / "database"

    @property
    def known(self) -> Path:
        """The list of what had ended by then."""
        return self.folder / since.NAME

    @property
    def files(self) -> Path:
        return self.folder / "files"


def stage(
    path: Path, keys: Sequence[Any], folder: Path, first: Callable[[about.About], None]
) -> Staged:
    """`first` looks at what the archive says of itself before anything is written. Raises RefusedError."""
    if not path.is_file():
        raise RefusedError(f"There is no archive {path}.")
    with sealing.opened(path, keys) as source:
        every = parcel.members(source)
        name, content = next(every, ("", iter(())))
        if name != parcel.ABOUT:
            raise RefusedError("This is no backup of a portal.")
        told = about.read(json.loads(b"".join(content)))
        behind = about.check_version(told)
        cooperatives = about.check_custody(told)
        first(told)
        secret = _unpack(every, folder)
    found = databases.inspect(told.vendor, folder / "database")
    if found != told.tables:
        wrong = sorted(set(found.items()) ^ set(told.tables.items()))
        raise RefusedError(f"The archive has other rows than it says, in {wrong[0][0]}.")
    return Staged(told, folder, secret, behind, cooperatives)


def _unpack(every: Iterator[tuple[str, Iterator[bytes]]], folder: Path) -> str:
    secret, open_now, writing = "", "", None
    for name, content in every:
        if name == SECRET:
            secret = b"".join(content).decode()
            continue
        if name == since.NAME:
            (folder / name).write_bytes(b"".join(content))
            continue
        stream = str(PurePosixPath(name).parent)
        if stream != open_now:
            _close(writing)
            open_now, writing = stream, parcel.Unpacker(_within(folder, stream).open("wb"))
        for chunk in content:
            if writing is not None:
                writing.take(chunk)
    _close(writing)
    return secret


def _close(writing: parcel.Unpacker | None) -> None:
    if writing is not None:
        with writing.into:
            writing.finish()


def _within(folder: Path, stream: str) -> Path:
    """Never outside, whatever a name says."""
    path = (folder / stream).resolve()
    if not path.is_relative_to(folder.resolve()) or (
        stream != "database" and not stream.startswith("files/")
    ):
        raise RefusedError("The archive holds something that is no part of a backup.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
