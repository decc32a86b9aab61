"""Custody of private keys: the portal's key-encryption key wraps a co-op's key, that one its signing keys.

Wire format, version 1: ``v1|<name of the wrapping key>|`` + nonce (12 bytes) + AES-256-GCM ciphertext and
tag. The header and what the secret is for are authenticated with it, so that a wrapped key pasted into
another row, of another co-op, key, algorithm or version, does not open. Nothing here is cached: opening
costs less than a signature, and a key that is nowhere cannot leak.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from credentials.core.did.document import key_id
from credentials.core.keys import Ed25519Signer, PublicKey, Signer
from credentials.custody import provider
from credentials.custody.canary import prove
from credentials.custody.remote import RemoteSigner
from credentials.custody.wrapping import BYTES, seal, unseal
from credentials.errors import KeyEncryptionKeyError, NoSigningKeyError
from credentials.models import CooperativeKey, KeyEncryptionKey, SigningKey

_VERSION: Final = "v1"
_SCHEME: Final = "db:"
_TRIAL: Final = b"signed and verified before anything else"
_tried: set[str] = set()


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
    fresh = secrets.token_bytes(BYTES)
    return _wrapped(newest(), fresh, _about_cooperative_key(cooperative_id, version))


@sensitive_variables()
def rewrap_cooperative_key(row: CooperativeKey, name: str) -> Wrapped:
    """The same co-op's key, wrapped by another of the portal's keys."""
    about = _about_cooperative_key(row.cooperative_id, row.version)
    return _wrapped(name, _open_cooperative_key(row), about)


@sensitive_variables()
def rewrap_signing_key(row: SigningKey, wrapping: CooperativeKey) -> bytes:
    """The same private half, wrapped by another key of its co-op. Raises as `signer_of`."""
    about = _about_signing_key(row.cooperative_id, row.kid, row.algorithm, wrapping.version)
    sealed = _open_signing_key(row)
    return _seal(_open_cooperative_key(wrapping), _name_of(wrapping.version), sealed, about)


@sensitive_variables()
def new_signing_key(wrapping: CooperativeKey, *, did: str) -> NewSigningKey:
    """Make an Ed25519 key for a co-op, wrapped by the co-op's own key."""
    seed = secrets.token_bytes(BYTES)
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
    if not settings.SIGNER_SOCKET:  # whoever signs here reads what is wrapped along with the rest
        rows = rows.defer(None)
    if lock:
        rows = rows.select_for_update(no_key=True)
    # Whoever waited for a key that retired meanwhile finds none, asks again and sees its successor.
    key = rows.first() or rows.first()
    if key is None:
        raise NoSigningKeyError
    return key


def signer_of(row: SigningKey) -> Signer:
    """The signer that a row stands for, within its co-op: here, or in the process that signs for web servers.

    Raises as `open_signer`; a signer elsewhere raises when it signs.
    """
    if settings.SIGNER_SOCKET:
        return RemoteSigner(row.cooperative_id, row.code, row.kid)
    return open_signer(row)


@sensitive_variables()
def open_signer(row: SigningKey) -> Signer:
    """The signer with the private half in this process.

    Raises NoSigningKeyError where the private half is gone, KeyEncryptionKeyError where it does not open.
    """
    signer = Ed25519Signer(_open_signing_key(row), row.kid)
    public = PublicKey.from_multikey(row.public_multikey)
    if signer.public_key != public:
        raise KeyEncryptionKeyError
    if row.kid not in _tried:  # once in a process, before anything rests on it
        if not public.verify(signer.sign(_TRIAL), _TRIAL):
            raise KeyEncryptionKeyError
        _tried.add(row.kid)
    return signer


def address_of(code: UUID) -> str:
    """Where the private half of a signing key lives: here, in its own row."""
    return f"{_SCHEME}{code}"


def check_custody() -> None:
    """Raises KeyEncryptionKeyError unless every key that wraps a co-op's is there, and is the right one."""
    for row in KeyEncryptionKey.objects.filter(dropped_at=None):
        prove(row.name, bytes(row.canary))


def names_in_use() -> set[str]:
    """The portal's keys that may still wrap something, as far as it has written down."""
    return set(KeyEncryptionKey.objects.filter(dropped_at=None).values_list("name", flat=True))


@sensitive_variables()
def _open_signing_key(row: SigningKey) -> bytes:
    if row.wrapped is None or row.uri != f"{_SCHEME}{row.code}":
        raise NoSigningKeyError
    sealed = bytes(row.wrapped)
    version = _version_in(sealed)
    wrapping = CooperativeKey.objects.defer(None).filter(version=version).first()
    if (
        wrapping is None and row.pk
    ):  # the co-op's key is being renewed: the row says by now which one wraps it
        row.refresh_from_db(fields=["wrapped"])
        sealed = bytes(row.wrapped or b"")
        version = _version_in(sealed)
        wrapping = CooperativeKey.objects.defer(None).filter(version=version).first()
    if wrapping is None:
        raise KeyEncryptionKeyError
    about = _about_signing_key(row.cooperative_id, row.kid, row.algorithm, version)
    return _open(_open_cooperative_key(wrapping), _name_of(version), sealed, about)


@sensitive_variables()
def _open_cooperative_key(row: CooperativeKey) -> bytes:
    header, sealed = _header(row.kek_id), bytes(row.wrapped)
    if not sealed.startswith(header):
        raise KeyEncryptionKeyError
    about = header + _about_cooperative_key(row.cooperative_id, row.version).encode()
    return provider().unwrap(row.kek_id, sealed[len(header) :], about)


@sensitive_variables()
def _wrapped(name: str, secret: bytes, about: str) -> Wrapped:
    header = _header(name)
    return Wrapped(name, header + provider().wrap(name, secret, header + about.encode()))


def _about_cooperative_key(cooperative_id: UUID, version: int) -> str:
    return f"coop-dek/v1|{cooperative_id}|{version}"


def _about_signing_key(cooperative_id: UUID, kid: str, algorithm: str, version: int) -> str:
    return f"coop-key/v1|{cooperative_id}|{kid}|{algorithm}|{version}"


def _name_of(version: int) -> str:
    return f"dek-{version}"


def _header(name: str) -> bytes:
    return f"{_VERSION}|{name}|".encode()


def _version_in(sealed: bytes) -> int:
    _, _, rest = sealed.partition(f"{_VERSION}|dek-".encode())
    digits = rest.partition(b"|")[0]
    if not digits.isdigit() or len(digits) > len("32767"):
        raise KeyEncryptionKeyError
    return int(digits)


@sensitive_variables()
def _seal(key: bytes, name: str, secret: bytes, about: str) -> bytes:
    return _header(name) + seal(key, secret, _header(name) + about.encode())


@sensitive_variables()
def _open(key: bytes, name: str, sealed: bytes, about: str) -> bytes:
    header = _header(name)
    if not sealed.startswith(header):
        raise KeyEncryptionKeyError
    return unseal(key, sealed[len(header) :], header + about.encode())


def newest() -> str:
    """The key that wraps now; the first one is made here, while nothing is wrapped yet.

    Raises KeyEncryptionKeyError where one that is in use is missing.
    """
    keys, noted = provider(), KeyEncryptionKey.objects.values_list("name", "dropped_at")
    dropped = {name for name, dropped_at in noted if dropped_at}
    there = keys.names()
    if names_in_use() - set(there):
        raise KeyEncryptionKeyError
    usable = [name for name in there if name not in dropped]
    return usable[-1] if usable else keys.make(first=not there)
