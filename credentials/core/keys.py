"""Keys: Ed25519 (RFC 8032) and P-256 (FIPS 186-5), as Multikey and as JWK.

Multikey: https://www.w3.org/TR/cid-1.0/#Multikey. Thumbprints: RFC 7638.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)

from credentials.core import quicker
from credentials.core.encoding import (
    base58_encode,
    base64url_decode,
    base64url_encode,
    multibase_decode,
)
from credentials.core.errors import InvalidKeyError
from credentials.core.types import Document

Algorithm = Literal["Ed25519", "P-256"]

_PREFIX: Final[dict[Algorithm, bytes]] = {"Ed25519": b"\xed\x01", "P-256": b"\x80\x24"}
_RAW: Final[dict[Algorithm, int]] = {"Ed25519": 32, "P-256": 33}
_HALF: Final = 32
_SIGNATURE: Final = 64
_USUAL: Final = 64
"""So long is a multikey at most, of the kinds that are known here."""


class Signer(Protocol):
    """Signs bytes, wherever the private half may live."""

    @property
    def verification_method(self) -> str:
        """The identifier of the public half, as it stands in the DID document."""
        ...

    @property
    def algorithm(self) -> Algorithm:
        """The kind of key."""
        ...

    def sign(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature."""
        ...


@dataclass(frozen=True)
class PublicKey:
    """A public key: 32 bytes for Ed25519, the 33 bytes of a compressed point for P-256."""

    algorithm: Algorithm
    raw: bytes

    def __post_init__(self) -> None:
        """Refuse bytes that are no key.

        Raises:
            InvalidKeyError: ``bad_key``.
        """
        if len(self.raw) != _RAW[self.algorithm]:
            raise InvalidKeyError("bad_key", "A public key has the wrong length.")
        try:
            self._load()
        except ValueError:
            raise InvalidKeyError("bad_key", "A public key is not a point of its curve.") from None

    def _load(self) -> Ed25519PublicKey | ec.EllipticCurvePublicKey:
        return _loaded(self.algorithm, self.raw)

    @classmethod
    def from_multikey(cls, text: str) -> PublicKey:
        """Read ``publicKeyMultibase``.

        Raises:
            InvalidKeyError: ``unknown_key_type`` or ``bad_key``.
            EncodingError: When the text is not multibase.
        """
        data = _decoded(text) if len(text) <= _USUAL else multibase_decode(text)
        for algorithm, prefix in _PREFIX.items():
            if data.startswith(prefix):
                return cls(algorithm, data[len(prefix) :])
        raise InvalidKeyError("unknown_key_type", "Only Ed25519 and P-256 keys are accepted.")

    @classmethod
    def from_jwk(cls, jwk: Document) -> PublicKey:
        """Read ``publicKeyJwk``.

        Raises:
            InvalidKeyError: ``private_key_shown``, ``unknown_key_type`` or ``bad_key``.
            EncodingError: When a coordinate is not base64url.
        """
        if "d" in jwk:
            raise InvalidKeyError("private_key_shown", "A private key was given as a public one.")
        if jwk.get("use", "sig") != "sig":
            raise InvalidKeyError("unknown_key_type", "A key is meant for something else.")
        kind = (jwk.get("kty"), jwk.get("crv"))
        if kind == ("OKP", "Ed25519"):
            return cls("Ed25519", _coordinate(jwk, "x"))
        if kind != ("EC", "P-256"):
            raise InvalidKeyError("unknown_key_type", "Only Ed25519 and P-256 keys are accepted.")
        point = b"\x04" + _coordinate(jwk, "x") + _coordinate(jwk, "y")
        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        except ValueError:
            raise InvalidKeyError("bad_key", "A public key is not a point of its curve.") from None
        return cls("P-256", _compressed(key))

    def to_multikey(self) -> str:
        """Write ``publicKeyMultibase``."""
        return "z" + base58_encode(_PREFIX[self.algorithm] + self.raw)

    def to_jwk(self) -> Document:
        """Write ``publicKeyJwk``."""
        key = self._load()
        if isinstance(key, Ed25519PublicKey):
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(self.raw)}
        x, y = map(base64url_encode, _coordinates(key))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}

    def thumbprint(self) -> bytes:
        """The SHA-256 thumbprint of the JWK (RFC 7638 §3)."""
        # Every value is base64url or a fixed word, so quoting is all that JSON asks for.
        members = ",".join(f'"{name}":"{value}"' for name, value in sorted(self.to_jwk().items()))
        return hashlib.sha256(f"{{{members}}}".encode()).digest()

    def verify(self, signature: bytes, data: bytes) -> bool:
        """Whether the signature over the data was made by this key."""
        if len(signature) != _SIGNATURE:
            return False
        if self.algorithm == "Ed25519" and quicker.verifies(self.raw, signature, data):
            return True
        key = self._load()
        try:
            if isinstance(key, Ed25519PublicKey):
                key.verify(signature, data)
            else:
                halves = (signature[:_HALF], signature[_HALF:])
                der = encode_dss_signature(*(int.from_bytes(half, "big") for half in halves))
                key.verify(der, data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature:
            return False
        return True


@lru_cache(maxsize=1024)
def _decoded(text: str) -> bytes:
    return multibase_decode(text)


# Keys are read much more often than there are keys. What raises is not kept.
@lru_cache(maxsize=1024)
def _loaded(algorithm: Algorithm, raw: bytes) -> Ed25519PublicKey | ec.EllipticCurvePublicKey:
    if algorithm == "Ed25519":
        return Ed25519PublicKey.from_public_bytes(raw)
    return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)


class Ed25519Signer:
    """Signs with a private key held in memory; its ``repr`` reveals nothing of it."""

    algorithm: Algorithm = "Ed25519"

    def __init__(self, seed: bytes, verification_method: str) -> None:
        """Take the 32 bytes of the private key.

        Raises:
            InvalidKeyError: ``bad_key`` when there are not 32.
        """
        if len(seed) != _RAW["Ed25519"]:
            raise InvalidKeyError("bad_key", "A private key has the wrong length.")
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verification_method = verification_method
        raw = self._key.public_key().public_bytes_raw()
        self.public_key = PublicKey("Ed25519", raw)
        # Held by a function, which shows nothing of it where the signer's attributes are printed.
        self._sign = quicker.signer(seed + raw) if quicker.SODIUM else self._key.sign

    def sign(self, data: bytes) -> bytes:
        """Sign; the same data gives the same signature."""
        return self._sign(data)


class P256Signer:
    """Signs with a P-256 key held in memory, deterministically (RFC 6979)."""

    algorithm: Algorithm = "P-256"

    def __init__(self, secret: bytes, verification_method: str) -> None:
        """Take the 32 bytes of the private key.

        Raises:
            InvalidKeyError: ``bad_key`` when they are no private key of the curve.
        """
        try:
            self._key = ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
        except ValueError:
            raise InvalidKeyError("bad_key", "A private key is not of its curve.") from None
        self.verification_method = verification_method
        self.public_key = PublicKey("P-256", _compressed(self._key.public_key()))

    def sign(self, data: bytes) -> bytes:
        """Sign; the same data gives the same signature."""
        der = self._key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
        return b"".join(half.to_bytes(_HALF, "big") for half in decode_dss_signature(der))


def _coordinates(key: ec.EllipticCurvePublicKey) -> tuple[bytes, bytes]:
    point = key.public_numbers()
    return point.x.to_bytes(_HALF, "big"), point.y.to_bytes(_HALF, "big")


def _compressed(key: ec.EllipticCurvePublicKey) -> bytes:
    """SEC 1 §2.3.3: whether y is odd, then x."""
    x, y = _coordinates(key)
    return bytes([2 + y[-1] % 2]) + x


def _coordinate(jwk: Document, name: str) -> bytes:
    text = jwk.get(name)
    if not isinstance(text, str):
        raise InvalidKeyError("bad_key", "A public key lacks a coordinate.")
    data = base64url_decode(text)
    if len(data) != _HALF:
        raise InvalidKeyError("bad_key", "A coordinate of a public key has the wrong length.")
    return data
