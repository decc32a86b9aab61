"""Custody of private keys: the portal's key-encryption key wraps a co-op's key, that one its signing keys.

Wire format, version 1: ``v1|<name of the wrapping key>|`` + nonce (12 bytes) + AES-256-GCM ciphertext and
tag. The header and what the secret is for are authenticated with it, so that a wrapped key pasted into
another row, of another co-op, key, algorithm or version, does not open. Nothing here is cached: opening
costs less than a signature, and a key that is nowhere cannot leak.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection
from django.views.decorators.debug import sensitive_variables

from credentials.core.did.document import key_id
from credentials.core.keys import Ed25519Signer, PublicKey, Signer
from credentials.errors import KeyEncryptionKeyError, NoSigningKeyError
from credentials.models import CooperativeKey, SigningKey

PREFIX: Final = "kek-"
_VERSION: Final = "v1"
_NONCE: Final = 12
_BYTES: Final = 32
_SCHEME: Final = "db:"


@dataclass(frozen=True)
class Wrapped:
    """A wrapped key and the name of the key that wraps it."""

    wrapped_by: str
    data: bytes


@dataclass(frozen=True)
class NewSigningKey:
    """A signing key just made: everything but its open private half."""

    kid: str
    public_multikey: str
    wrapped: bytes


def new_cooperative_key(cooperative_id: UUID, *, version: int) -> Wrapped:
    """Make the key that will wrap a co-op's signing keys.

    Raises KeyEncryptionKeyError where keys are wrapped already and what wrapped them is not there.
    """
    kek_id, kek = _current_kek()
    fresh = secrets.token_bytes(_BYTES)
    about = _about_cooperative_key(cooperative_id, version)
    return Wrapped(kek_id, _seal(kek, kek_id, fresh, about))


@sensitive_variables()
def new_signing_key(wrapping: CooperativeKey, *, did: str) -> NewSigningKey:
    """Make an Ed25519 key for a co-op, wrapped by the co-op's own key."""
    seed = secrets.token_bytes(_BYTES)
    public = Ed25519Signer(seed, "").public_key
    kid = key_id(did, public)
    about = _about_signing_key(wrapping.cooperative_id, kid, public.algorithm, wrapping.version)
    name = _name_of(wrapping.version)
    sealed = _seal(_open_cooperative_key(wrapping), name, seed, about)
    return NewSigningKey(kid, public.to_multikey(), sealed)


def key_in_use(*, lock: bool = False) -> SigningKey:
    """The key that signs for the current co-op now. Locked, it stays so until the transaction ends.

    Raises NoSigningKeyError where there is none.
    """
    rows = SigningKey.objects.filter(state=SigningKey.State.ACTIVE, purpose="assertion")
    if lock:
        rows = rows.select_for_update(no_key=True)
    # Whoever waited for a key that retired meanwhile finds none, asks again and sees its successor.
    key = rows.first() or rows.first()
    if key is None:
        raise NoSigningKeyError
    return key


@sensitive_variables()
def signer_of(row: SigningKey) -> Signer:
    """The signer that a row stands for, within its co-op.

    Raises NoSigningKeyError where the private half is gone, KeyEncryptionKeyError where it does not open.
    """
    if row.wrapped is None or row.uri != f"{_SCHEME}{row.code}":
        raise NoSigningKeyError
    sealed = bytes(row.wrapped)
    version = _version_in(sealed)
    wrapping = CooperativeKey.objects.filter(version=version).first()
    if wrapping is None:
        raise KeyEncryptionKeyError
    about = _about_signing_key(row.cooperative_id, row.kid, row.algorithm, version)
    seed = _open(_open_cooperative_key(wrapping), _name_of(version), sealed, about)
    signer = Ed25519Signer(seed, row.kid)
    if signer.public_key != PublicKey.from_multikey(row.public_multikey):
        raise KeyEncryptionKeyError
    return signer


def address_of(code: UUID) -> str:
    """Where the private half of a signing key lives: here, in its own row."""
    return f"{_SCHEME}{code}"


def check_custody() -> None:
    """Raises KeyEncryptionKeyError unless everything that wraps a co-op's key is there and whole."""
    if _kek_ids_in_use() - set(_keks()):
        raise KeyEncryptionKeyError


@sensitive_variables()
def _open_cooperative_key(row: CooperativeKey) -> bytes:
    kek = _keks().get(row.kek_id)
    if kek is None:
        raise KeyEncryptionKeyError
    about = _about_cooperative_key(row.cooperative_id, row.version)
    return _open(kek, row.kek_id, bytes(row.wrapped), about)


def _about_cooperative_key(cooperative_id: UUID, version: int) -> str:
    return f"coop-dek/v1|{cooperative_id}|{version}"


def _about_signing_key(cooperative_id: UUID, kid: str, algorithm: str, version: int) -> str:
    return f"coop-key/v1|{cooperative_id}|{kid}|{algorithm}|{version}"


def _name_of(version: int) -> str:
    return f"dek-{version}"


def _version_in(sealed: bytes) -> int:
    _, _, rest = sealed.partition(f"{_VERSION}|dek-".encode())
    digits = rest.partition(b"|")[0]
    if not digits.isdigit() or len(digits) > len("32767"):
        raise KeyEncryptionKeyError
    return int(digits)


@sensitive_variables()
def _seal(key: bytes, name: str, secret: bytes, about: str) -> bytes:
    header = f"{_VERSION}|{name}|".encode()
    nonce = secrets.token_bytes(_NONCE)
    return header + nonce + AESGCM(key).encrypt(nonce, secret, header + about.encode())


@sensitive_variables()
def _open(key: bytes, name: str, sealed: bytes, about: str) -> bytes:
    header = f"{_VERSION}|{name}|".encode()
    if not sealed.startswith(header):
        raise KeyEncryptionKeyError
    nonce, data = sealed[len(header) :][:_NONCE], sealed[len(header) + _NONCE :]
    try:
        return AESGCM(key).decrypt(nonce, data, header + about.encode())
    except (InvalidTag, ValueError):  # what is too short to hold a nonce is refused as well
        raise KeyEncryptionKeyError from None


@sensitive_variables()
def _current_kek() -> tuple[str, bytes]:
    """The newest key-encryption key; the first one is made here, while nothing is wrapped yet."""
    with _alone():
        keks, in_use = _keks(), _kek_ids_in_use()
        if in_use - set(keks):
            raise KeyEncryptionKeyError
        if not keks:
            keks = _make_kek()
        newest = max(keks, key=lambda kek_id: _file_of(kek_id).stat().st_mtime_ns)
        return newest, keks[newest]


@sensitive_variables()
def _keks() -> dict[str, bytes]:
    """The keys in the folder. A file is named after its content, so that a wrong one is noticed."""
    found = {}
    try:
        for path in sorted(settings.KEYS_FOLDER.glob(f"{PREFIX}*")):
            content = path.read_bytes()
            if len(content) != _BYTES or path.name != PREFIX + _kek_id(content):
                raise KeyEncryptionKeyError
            found[_kek_id(content)] = content
    except OSError:
        raise KeyEncryptionKeyError from None
    return found


def _kek_ids_in_use() -> set[str]:
    """Of all co-ops at once: only which keys wrap theirs."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(CooperativeKey._meta.db_table)  # noqa: SLF001 -- the table's name
        cursor.execute(f"SELECT DISTINCT kek_id FROM {table}")  # noqa: S608 -- the model's own table
        return {str(kek_id) for (kek_id,) in cursor.fetchall()}


@sensitive_variables()
def _make_kek() -> dict[str, bytes]:
    content = secrets.token_bytes(_BYTES)
    path = _file_of(_kek_id(content))
    unfinished = path.with_name(f".{path.name}")  # a crash in between leaves no half-written key
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return {_kek_id(content): content}


def _kek_id(content: bytes) -> str:
    """Twelve hex digits of a hash: enough to notice a wrong key, useless for guessing a right one."""
    return hashlib.sha256(b"coopportal key-encryption key|" + content).hexdigest()[:12]


def _file_of(kek_id: str) -> Path:
    return Path(settings.KEYS_FOLDER) / f"{PREFIX}{kek_id}"


@contextmanager
def _alone() -> Iterator[None]:
    """One process at a time looks for the key and makes it."""
    folder = Path(settings.KEYS_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
