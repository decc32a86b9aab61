"""Whether the portal's own keys are there and are the right ones, before anything rests on them."""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import AppRegistryNotReady
from django.db import DatabaseError, connection

from credentials.custody import provider
from credentials.errors import KeyEncryptionKeyError

TABLE: Final = "credentials_keyencryptionkey"
_SAID: Final = b"the key that wrapped this is the right one"


def canary_of(name: str) -> bytes:
    """Something small, wrapped by one of the portal's keys, by which it is known again."""
    return provider().wrap(name, _SAID, _about(name))


def prove(name: str, canary: bytes) -> None:
    """It opens what it wrapped once. Of a key from before there were canaries the name has to do.

    Raises KeyEncryptionKeyError.
    """
    if name not in provider().names():
        raise KeyEncryptionKeyError
    if canary and provider().unwrap(name, canary, _about(name)) != _SAID:
        raise KeyEncryptionKeyError


def refusal() -> str:
    """Why a process must not start: a sentence, or nothing. Asks without models: the clock has none.

    A process that has somebody else sign needs no key; whoever signs asks at its own start.
    """
    if settings.SIGNER_SOCKET and "signer" not in sys.argv:
        return ""
    for name, canary in _in_use():
        try:
            prove(name, canary)
        except (KeyEncryptionKeyError, AppRegistryNotReady):  # the clock has no words for an error
            return (
                f"The key kek-{name}, which protects the signing keys in this database, is missing or is not "
                f"the right one ({_where()}). Put it back. Nothing was changed."
            )
    return ""


def _about(name: str) -> bytes:
    return f"coop-kek/v1|{name}".encode()


def _where() -> str:
    if settings.KEK_PROVIDER == "file":
        return f"it is looked for in {settings.KEYS_FOLDER}"
    return f"KEK_PROVIDER is {settings.KEK_PROVIDER}"


def _in_use() -> list[tuple[str, bytes]]:
    """None in a database that has no tables yet; a new one is not made by asking."""
    if connection.vendor == "sqlite" and not _file_is_there():
        return []
    try:
        with warnings.catch_warnings(), connection.cursor() as cursor:
            warnings.simplefilter("ignore", RuntimeWarning)  # Django's, where no apps are loaded
            cursor.execute(f"SELECT name, canary FROM {TABLE} WHERE dropped_at IS NULL")  # noqa: S608 -- our own table
            return [(str(name), bytes(canary)) for name, canary in cursor.fetchall()]
    except DatabaseError:
        return []


def _file_is_there() -> bool:
    name = str(connection.settings_dict["NAME"])
    return "memory" in name or Path(name).exists()
