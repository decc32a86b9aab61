"""With libsodium and gmpy2 or without them: the same signatures, the same texts, the same answers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from credentials.core import quicker
from credentials.core.encoding import base58_encode
from credentials.core.keys import Ed25519Signer

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuv"


class FalseError(Exception):
    """As libsodium raises it."""


class Number(int):
    def digits(self, base):
        left, found = int(self), ""
        while left:
            left, digit = divmod(left, base)
            found = ALPHABET[digit] + found
        return found


def refuse(_signed, _public):
    raise FalseError


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0a", b"a", b"\xff" * 64])
def test_gmpy2_writes_the_same_base58(data, monkeypatch):
    monkeypatch.setattr(quicker, "GMPY2", None)
    plain = base58_encode(data)
    monkeypatch.setattr(quicker, "GMPY2", SimpleNamespace(mpz=Number))

    assert base58_encode(data) == plain


def test_what_libsodium_refuses_is_asked_of_openssl(monkeypatch):
    signer = Ed25519Signer(b"s" * 32, "did:web:x#key")
    monkeypatch.setattr(quicker, "SODIUM", None)
    signature = signer.sign(b"words")
    monkeypatch.setattr(quicker, "SODIUM", SimpleNamespace(crypto_sign_open=refuse))
    monkeypatch.setattr(quicker, "_FALSE", FalseError)

    assert signer.public_key.verify(signature, b"words")
    assert not signer.public_key.verify(signature, b"others")


def test_libsodium_is_given_seed_and_public_key(monkeypatch):
    signer = Ed25519Signer(b"s" * 32, "did:web:x#key")
    monkeypatch.setattr(quicker, "SODIUM", None)
    signature = signer.sign(b"words")

    def sign(data, both):
        assert both == b"s" * 32 + signer.public_key.raw
        return signature + data

    monkeypatch.setattr(quicker, "SODIUM", SimpleNamespace(crypto_sign=sign))

    assert signer.sign(b"words") == signature
