"""The key-encryption key in a token (PKCS#11): an HSM, a smart card, SoftHSM. Its bytes never leave it.

Needs the extra `hsm` (python-pkcs11). `KEK_PKCS11_LIBRARY` is the maker's library, `KEK_PKCS11_TOKEN` the label of
the token, `KEK_PKCS11_PIN` or `KEK_PKCS11_PIN_FILE` its PIN. Keys are AES-256, labelled `kek-<moment of making>`.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from credentials.custody.wrapping import NONCE
from credentials.errors import KeyEncryptionKeyError

PREFIX: Final = "kek-"
BITS: Final = 256
TAG: Final = 128
_lock = threading.Lock()
_loaded_by: dict[str, int] = {}


class TokenKeys:
    """A session for each operation: none is shared between threads, and none outlives a fork."""

    def names(self) -> list[str]:
        with _session() as session:
            return _labels(session)

    def make(self, *, first: bool = False) -> str:
        from pkcs11 import Attribute, KeyType  # noqa: PLC0415 -- an extra, only for who has a token

        with _session(write=True) as session:
            there = _labels(session)
            if first and there:
                return there[-1]
            label = f"{PREFIX}{timezone.now():%Y%m%d%H%M%S%f}"
            unseen = {Attribute.SENSITIVE: True, Attribute.EXTRACTABLE: False}
            session.generate_key(KeyType.AES, BITS, label=label, store=True, template=unseen)
            return label

    def drop(self, name: str) -> None:
        with _session(write=True) as session:
            if name in _labels(session):
                _key(session, name).destroy()

    @sensitive_variables()
    def wrap(self, name: str, secret: bytes, about: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE)
        with _session() as session:
            return nonce + bytes(_key(session, name).encrypt(secret, **_gcm(nonce, about)))

    @sensitive_variables()
    def unwrap(self, name: str, sealed: bytes, about: bytes) -> bytes:
        nonce, data = sealed[:NONCE], sealed[NONCE:]
        with _session() as session:
            return bytes(_key(session, name).decrypt(data, **_gcm(nonce, about)))


def _gcm(nonce: bytes, about: bytes) -> dict[str, Any]:
    from pkcs11 import GCMParams, Mechanism  # noqa: PLC0415 -- as above

    return {"mechanism": Mechanism.AES_GCM, "mechanism_param": GCMParams(nonce, about, TAG)}


def _labels(session: Any) -> list[str]:
    """By the moment of making, which is how they are called."""
    from pkcs11 import Attribute, ObjectClass  # noqa: PLC0415 -- as above

    found = session.get_objects({Attribute.CLASS: ObjectClass.SECRET_KEY})
    return sorted(str(each.label) for each in found if str(each.label).startswith(PREFIX))


def _key(session: Any, name: str) -> Any:
    from pkcs11 import ObjectClass  # noqa: PLC0415 -- as above

    return session.get_key(object_class=ObjectClass.SECRET_KEY, label=name)


@contextmanager
def _session(*, write: bool = False) -> Iterator[Any]:
    """Raises KeyEncryptionKeyError for whatever the token refuses."""
    try:
        import pkcs11  # noqa: PLC0415 -- as above
    except ImportError:
        raise ImproperlyConfigured(
            "KEK_PROVIDER=pkcs11 needs python-pkcs11 (the extra hsm)."
        ) from None
    # A wrong tag is a general error with some tokens, an invalid one with others.
    refused = (pkcs11.PKCS11Error, pkcs11.AttributeTypeInvalid, ValueError, OSError)
    try:
        with _lock:  # one login at a time: it belongs to the process, not to the session
            token = _library(pkcs11).get_token(token_label=os.environ.get("KEK_PKCS11_TOKEN", ""))
            with token.open(rw=write, user_pin=_pin()) as session:
                yield session
    except refused:
        raise KeyEncryptionKeyError from None


def _library(pkcs11: Any) -> Any:
    """A library that a parent process had loaded is begun anew in the child, as PKCS#11 asks."""
    path = os.environ.get("KEK_PKCS11_LIBRARY", "")
    library = pkcs11.lib(path)
    if _loaded_by.setdefault(path, os.getpid()) != os.getpid():
        library.reinitialize()
        _loaded_by[path] = os.getpid()
    return library


@sensitive_variables()
def _pin() -> str:
    if path := os.environ.get("KEK_PKCS11_PIN_FILE", ""):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get("KEK_PKCS11_PIN", "")
