"""Passphrases come from a file or a terminal, never from a command line, which others can read."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from coopportal.backup.errors import RefusedError


def chosen(path: Path | None) -> str:
    """What the file's first line says; asked for where the file is `-`; nothing without one."""
    if path is None:
        return ""
    if str(path) == "-":
        if not sys.stdin.isatty():
            raise RefusedError("There is no terminal to ask for a passphrase: name a file.")
        return getpass.getpass("Passphrase: ")
    try:
        found = path.read_text(encoding="utf-8").partition("\n")[0].strip()
    except OSError as error:
        raise RefusedError(f"{path} cannot be read: {error.strerror}.") from None
    if not found:
        raise RefusedError(f"{path} is empty: a passphrase stands in its first line.")
    return found
