"""Encryption of archives: the age format, which `age` opens on any machine, with or without this portal.

Whoever makes backups holds the recipient (`age1…`), which only closes; what opens stands in a key file that belongs
elsewhere, itself closed by a passphrase where somebody wants that.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, Final

import pyrage
from django.views.decorators.debug import sensitive_variables

from coopportal.backup.errors import RefusedError

CLOSED: Final = b"age-encryption.org/"
SECRET: Final = "AGE-SECRET-KEY-"  # noqa: S105 -- how a key begins, not a key
DAMAGED: Final = "The archive is damaged, was changed or was cut short. Take another one."


def recipients(named: Sequence[str]) -> list[Any]:
    if not named:
        raise RefusedError(
            "Whom is the backup for? Name a recipient (age1…) with --recipient or BACKUP_RECIPIENTS. "
            "A new one: manage.py backup --new-key FILE"
        )
    try:
        return [pyrage.x25519.Recipient.from_str(each) for each in named]
    except pyrage.RecipientError:
        raise RefusedError("A recipient must look like age1…, as --new-key printed it.") from None


@sensitive_variables()
def new_key(path: Path, passphrase: str = "") -> str:
    """Make a key file, closed where there is a passphrase, and return the recipient that goes with it."""
    identity = pyrage.x25519.Identity.generate()
    told = f"# recipient: {identity.to_public()}\n{identity}\n".encode()
    content = pyrage.passphrase.encrypt(told, passphrase) if passphrase else told
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    except FileExistsError:
        raise RefusedError(f"{path} is there already, and a key is never overwritten.") from None
    except OSError as error:
        raise RefusedError(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return str(identity.to_public())


def is_closed(path: Path) -> bool:
    """Whether a passphrase is needed to read this key file."""
    return _content(path).startswith(CLOSED)


@sensitive_variables()
def identities(path: Path, passphrase: str = "") -> list[Any]:
    content = _content(path)
    if content.startswith(CLOSED):
        try:
            content = pyrage.passphrase.decrypt(content, passphrase)
        except pyrage.DecryptError:
            raise RefusedError(f"The passphrase does not open {path}.") from None
    lines = content.decode(errors="replace").split()
    try:
        found = [pyrage.x25519.Identity.from_str(one) for one in lines if one.startswith(SECRET)]
    except pyrage.IdentityError:
        found = []
    if not found:
        raise RefusedError(f"{path} holds no key: a line that begins with {SECRET} is missing.")
    return found


def seal(target: IO[bytes], to: Sequence[Any], write: Callable[[IO[bytes]], None]) -> None:
    """What `write` writes, encrypted into `target`. It runs beside, and its error is ours."""
    reader, writer = os.pipe()
    failed: list[BaseException] = []

    def run() -> None:
        try:
            with os.fdopen(writer, "wb") as into:
                write(into)
        except BaseException as error:  # noqa: BLE001 -- whatever it was is raised by whoever waits
            failed.append(error)

    beside = threading.Thread(target=run, name="backup")
    beside.start()
    with os.fdopen(reader, "rb") as source:
        try:
            pyrage.encrypt_io(source, target, to)
        finally:
            source.close()  # whoever still writes is told that nobody reads
            beside.join()
    if failed:
        raise failed[0]


@contextmanager
def opened(path: Path, keys: Sequence[Any]) -> Iterator[IO[bytes]]:
    """The archive's content as it is decrypted. Each byte is authenticated; that the end is the end, only afterwards.

    Raises RefusedError at the end of the block where the archive is damaged, or no key opens it.
    """
    reader, writer = os.pipe()
    failed: list[RefusedError] = []

    def run() -> None:
        try:
            with path.open("rb") as source, os.fdopen(writer, "wb") as into:
                pyrage.decrypt_io(source, into, keys)
        except pyrage.DecryptError as error:
            known = "No matching keys" in str(error)
            failed.append(RefusedError(f"This key does not open {path}." if known else DAMAGED))
        except OSError:
            failed.append(RefusedError(DAMAGED))

    beside = threading.Thread(target=run, name="restore")
    beside.start()
    try:
        with os.fdopen(reader, "rb") as source:
            try:
                yield source
            except RefusedError:
                raise
            except Exception as error:
                beside_failed(source, beside, failed)
                raise RefusedError(DAMAGED) from error
            beside_failed(source, beside, failed)
    finally:
        beside.join()


def beside_failed(source: IO[bytes], beside: threading.Thread, failed: list[RefusedError]) -> None:
    """Read to the end, so that the other side has seen all of it, and raise what it met."""
    with suppress(OSError):
        while source.read(1 << 20):
            continue
    beside.join()
    if failed:
        raise failed[0]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise RefusedError(f"The key file {path} cannot be read: {error.strerror}.") from None
