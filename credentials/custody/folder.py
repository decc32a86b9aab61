"""The key-encryption key as a file of 32 bytes, mode 0400, named after its content."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from credentials.custody.wrapping import BYTES, name_of, seal, unseal
from credentials.errors import KeyEncryptionKeyError

PREFIX: Final = "kek-"


class FolderKeys:
    """Reads the folder each time: a key that is nowhere in memory cannot leak from it."""

    def names(self) -> list[str]:
        found = self._contents()
        return sorted(found, key=lambda name: _file_of(name).stat().st_mtime_ns)

    @sensitive_variables()
    def make(self, *, first: bool = False) -> str:
        with _alone():
            there = self.names()
            return there[-1] if first and there else _make()

    def drop(self, name: str) -> None:
        with _alone():
            _file_of(name).unlink(missing_ok=True)

    @sensitive_variables()
    def wrap(self, name: str, secret: bytes, about: bytes) -> bytes:
        return seal(self._content(name), secret, about)

    @sensitive_variables()
    def unwrap(self, name: str, sealed: bytes, about: bytes) -> bytes:
        return unseal(self._content(name), sealed, about)

    @sensitive_variables()
    def _content(self, name: str) -> bytes:
        content = self._contents().get(name)
        if content is None:
            raise KeyEncryptionKeyError
        return content

    @sensitive_variables()
    def _contents(self) -> dict[str, bytes]:
        """A file is named after its content, so that a wrong one is noticed."""
        found = {}
        try:
            for path in sorted(settings.KEYS_FOLDER.glob(f"{PREFIX}*")):
                content = path.read_bytes()
                if len(content) != BYTES or path.name != PREFIX + name_of(content):
                    raise KeyEncryptionKeyError
                found[name_of(content)] = content
        except OSError:
            raise KeyEncryptionKeyError from None
        return found


@sensitive_variables()
def _make() -> str:
    content = secrets.token_bytes(BYTES)
    path = _file_of(name_of(content))
    unfinished = path.with_name(f".{path.name}")  # a crash in between leaves no half-written key
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    _sync(path.parent)
    return name_of(content)


def _sync(folder: Path) -> None:
    """The name too is on the disk before anything is wrapped with the key."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _file_of(name: str) -> Path:
    return Path(settings.KEYS_FOLDER) / f"{PREFIX}{name}"


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time looks for the key and makes it."""
    folder = Path(settings.KEYS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
