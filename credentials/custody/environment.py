"""The key-encryption key from outside: `KEK`, or the file that `KEK_FILE` names, as an orchestrator mounts secrets.

32 bytes in base64 or hex. While keys are being changed, `KEK_OLD` or `KEK_OLD_FILE` holds the one before. It is
no setting, so that no page about settings can show it.
"""

from __future__ import annotations

import base64
import binascii
import os
from pathlib import Path
from typing import Final

from django.views.decorators.debug import sensitive_variables

from credentials.custody.wrapping import BYTES, name_of, seal, unseal
from credentials.errors import KeyEncryptionKeyError, KeyMadeElsewhereError

OLDEST_FIRST: Final = ("KEK_OLD", "KEK")


class EnvironmentKeys:
    """Makes and forgets nothing: whoever starts the portal gives it the keys."""

    def names(self) -> list[str]:
        return list(_keys())

    def make(self, *, first: bool = False) -> str:
        there = self.names()
        if first and there:
            return there[-1]
        raise KeyMadeElsewhereError

    def drop(self, name: str) -> None:
        if name in _keys():
            raise KeyMadeElsewhereError

    @sensitive_variables()
    def wrap(self, name: str, secret: bytes, about: bytes) -> bytes:
        return seal(_key(name), secret, about)

    @sensitive_variables()
    def unwrap(self, name: str, sealed: bytes, about: bytes) -> bytes:
        return unseal(_key(name), sealed, about)


@sensitive_variables()
def _key(name: str) -> bytes:
    found = _keys().get(name)
    if found is None:
        raise KeyEncryptionKeyError
    return found


@sensitive_variables()
def _keys() -> dict[str, bytes]:
    told = [text for variable in OLDEST_FIRST if (text := _told(variable))]
    contents = [_bytes_in(text) for text in told]
    return {name_of(content): content for content in contents}


@sensitive_variables()
def _told(variable: str) -> str:
    if path := os.environ.get(f"{variable}_FILE", "").strip():
        try:
            return Path(path).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            raise KeyEncryptionKeyError from None
    return os.environ.get(variable, "").strip()


@sensitive_variables()
def _bytes_in(text: str) -> bytes:
    try:
        content = (
            bytes.fromhex(text)
            if len(text) == 2 * BYTES
            else base64.b64decode(text, altchars=b"-_")
        )
    except (ValueError, binascii.Error):
        raise KeyEncryptionKeyError from None
    if len(content) != BYTES:
        raise KeyEncryptionKeyError
    return content
