"""A key service somewhere else, as a cloud's or Vault's is: it takes names and bytes, and shows no key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from credentials.custody.wrapping import seal, unseal
from credentials.errors import KeyEncryptionKeyError


class FarKeys:
    """What stays of it between calls is the service's, so it hangs on the class."""

    kept: ClassVar[dict[str, bytes]] = {}

    def names(self) -> Sequence[str]:
        return list(self.kept)

    def make(self, *, first: bool = False) -> str:
        if first and self.kept:
            return list(self.kept)[-1]
        name = f"projects/portal/keys/{len(self.kept) + 1}"
        self.kept[name] = AESGCM.generate_key(256)
        return name

    def drop(self, name: str) -> None:
        self.kept.pop(name, None)

    def wrap(self, name: str, secret: bytes, about: bytes) -> bytes:
        return seal(self._key(name), secret, about)

    def unwrap(self, name: str, sealed: bytes, about: bytes) -> bytes:
        return unseal(self._key(name), sealed, about)

    def _key(self, name: str) -> bytes:
        if name not in self.kept:
            raise KeyEncryptionKeyError
        return self.kept[name]
