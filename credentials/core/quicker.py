"""Libraries that do the same sooner, where somebody has installed them: libsodium for Ed25519 (RFC 8032), gmpy2.

Neither is needed, and neither decides anything: signatures and texts are the same bytes with or without them, and what
libsodium refuses is asked of OpenSSL, since it refuses more than RFC 8032 has to:
https://www.rfc-editor.org/rfc/rfc8032#section-5.1.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

SODIUM: Final[Any] = import_module("nacl.bindings") if find_spec("nacl") else None
_FALSE: Final[Any] = import_module("nacl.exceptions").CryptoError if SODIUM else ()
GMPY2: Final[Any] = import_module("gmpy2") if find_spec("gmpy2") else None

_SIGNATURE: Final = 64
_GMP: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"
_BITCOIN: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_LETTERS: Final = bytes.maketrans(_GMP.encode(), _BITCOIN.encode())


def signer(seed_and_public: bytes) -> Callable[[bytes], bytes]:
    """Signs with this key, 64 bytes of Ed25519 each time; only where there is ``SODIUM``."""

    def sign(data: bytes) -> bytes:
        signed: bytes = SODIUM.crypto_sign(data, seed_and_public)
        return signed[:_SIGNATURE]

    return sign


def verifies(public: bytes, signature: bytes, data: bytes) -> bool:
    """Whether libsodium finds it true. Where it does not, or is not there, that is not the last word."""
    if SODIUM is None:
        return False
    try:
        SODIUM.crypto_sign_open(signature + data, public)
    except _FALSE:
        return False
    return True


def base58(number: int) -> str:
    """A number in the digits of base58btc; only where there is ``GMPY2``."""
    digits: str = GMPY2.mpz(number).digits(len(_BITCOIN))
    return digits.encode().translate(_LETTERS).decode()
