"""did:key, for Ed25519 and P-256: https://w3c-ccg.github.io/did-key-spec/."""

from __future__ import annotations

from typing import Final

from credentials.core.errors import DidError
from credentials.core.keys import Ed25519Signer, PublicKey
from credentials.core.types import Did, Document

PREFIX: Final = "did:key:"


def did_key(key: PublicKey) -> Did:
    """The DID that is the key."""
    return PREFIX + key.to_multikey()


def key_signer(secret: bytes) -> Ed25519Signer:
    """A signer whose DID is its own key, from the 32 bytes of the private key.

    Raises:
        InvalidKeyError: ``bad_key`` when there are not 32.
    """
    key = Ed25519Signer(secret, "").public_key
    return Ed25519Signer(secret, f"{did_key(key)}#{key.to_multikey()}")


def resolve_key(did: Did) -> Document:
    """The document that follows from the DID.

    Raises:
        DidError: ``unknown_did_method`` when this is no did:key.
        InvalidKeyError: When the key is of another kind.
        EncodingError: When it is badly written.
    """
    if not did.startswith(PREFIX + "z"):
        raise DidError("unknown_did_method", "This identifier is not a did:key.")
    text = did.removeprefix(PREFIX)
    PublicKey.from_multikey(text)
    method = {
        "id": f"{did}#{text}",
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": text,
    }
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": did,
        "verificationMethod": [method],
        "assertionMethod": [method["id"]],
        "authentication": [method["id"]],
    }
