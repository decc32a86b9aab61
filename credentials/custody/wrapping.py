"""What holds a key-encryption key, and AES-256-GCM for those who hold its bytes."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from typing import Final, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.views.decorators.debug import sensitive_variables

from credentials.errors import KeyEncryptionKeyError

NONCE: Final = 12
BYTES: Final = 32
LONGEST_NAME: Final = 40


class KeyEncryption(Protocol):
    """Wraps and opens small secrets by named keys that it never shows.

    A name is at most 40 characters, without `|`, and means the same key for ever. Whatever fails raises
    KeyEncryptionKeyError: a key that is not there, a secret that was wrapped by another key, for something
    else, or was changed.
    """

    def names(self) -> Sequence[str]:
        """The keys that are there. The last one is the one to wrap with."""
        ...

    def make(self, *, first: bool = False) -> str:
        """Make a key that wraps from now on, and say its name.

        `first`: only where there is none; whoever comes second is told the one that is there. Raises
        KeyEncryptionKeyError where keys are made elsewhere.
        """
        ...

    def drop(self, name: str) -> None:
        """Forget a key for good. Nothing that it wrapped opens any more."""
        ...

    def wrap(self, name: str, secret: bytes, about: bytes) -> bytes:
        """Wrap a secret; what it is about is authenticated with it."""
        ...

    def unwrap(self, name: str, sealed: bytes, about: bytes) -> bytes:
        """Open what was wrapped by this key, about just this."""
        ...


@sensitive_variables()
def seal(key: bytes, secret: bytes, about: bytes) -> bytes:
    """Nonce, ciphertext and tag."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, secret, about)


@sensitive_variables()
def unseal(key: bytes, sealed: bytes, about: bytes) -> bytes:
    """Raises KeyEncryptionKeyError."""
    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], about)
    except (InvalidTag, ValueError):  # what is too short to hold a nonce is refused as well
        raise KeyEncryptionKeyError from None


@sensitive_variables()
def name_of(content: bytes) -> str:
    """Twelve hex digits of a hash: enough to notice a wrong key, useless for guessing a right one."""
    return hashlib.sha256(b"coopportal key-encryption key|" + content).hexdigest()[:12]
