"""Signed statements in compact form: https://www.rfc-editor.org/rfc/rfc7515 with the keys of DIDs.

Closed on purpose: one algorithm per kind of key, the key is the one that the signer's DID document offers
under ``kid``, and no header may bring a key, point to one, or ask for an extension.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Final

from credentials.core.canonical.jcs import canonicalize
from credentials.core.did.document import find_key
from credentials.core.encoding import base64url_decode, base64url_encode, parse_json
from credentials.core.errors import CoreError, ProofError, UnreachableError
from credentials.core.keys import Algorithm, Signer
from credentials.core.types import Did, Document, Resolve

ALGORITHMS: Final[dict[Algorithm, str]] = {"Ed25519": "EdDSA", "P-256": "ES256"}
HEADER: Final = frozenset({"alg", "kid", "typ"})
PURPOSE: Final = "authentication"
LONGEST: Final = 32 * 1024


def sign(payload: Document, signer: Signer, *, typ: str) -> str:
    """A statement of the signer's.

    Raises:
        ProofError: ``bad_statement`` for what cannot be written as JSON.
    """
    header = {
        "alg": ALGORITHMS[signer.algorithm],
        "kid": signer.verification_method,
        "typ": typ,
    }
    try:
        signed = f"{_part(header)}.{_part(payload)}"
    except CoreError:
        raise ProofError("bad_statement", "The statement cannot be written.") from None
    return f"{signed}.{base64url_encode(signer.sign(signed.encode()))}"


def verify(text: str, *, typ: str, signer: Did, resolve: Resolve, now: datetime) -> Document:
    """What the signer states, once the signature is found true: by a key whose end has not come.

    Raises:
        ProofError: ``bad_statement``, ``wrong_signer`` or ``bad_signature``.
        UnreachableError: When the signer's document could not be had.
    """
    header, payload, signature, signed = _read(text)
    if not header.keys() <= HEADER or header.get("typ") != typ:
        raise ProofError("bad_statement", "The statement is of another kind.")
    kid = header.get("kid")
    if not isinstance(kid, str) or kid.partition("#")[0] != signer:
        raise ProofError("wrong_signer", "The statement is signed by somebody else.")
    try:
        key = find_key(resolve(signer), signer, kid, PURPOSE, now=now)
    except UnreachableError:
        raise
    except CoreError:
        raise ProofError("wrong_signer", "The statement is signed by somebody else.") from None
    if header.get("alg") != ALGORITHMS[key.algorithm] or not key.verify(signature, signed):
        raise ProofError("bad_signature", "The statement's signature is not true.")
    return payload


def signer_in(text: str) -> Did:
    """Whose key a statement says it is signed with; nothing of it is true until that was verified.

    Raises:
        ProofError: ``bad_statement``.
    """
    header, _payload, _signature, _signed = _read(text)
    kid = header.get("kid")
    return kid.partition("#")[0] if isinstance(kid, str) else ""


def _part(value: Document) -> str:
    return base64url_encode(canonicalize(value))


def _read(text: str) -> tuple[Document, Document, bytes, bytes]:
    parts = text.split(".")
    if len(text) <= LONGEST and len(parts) == len(("header", "payload", "signature")):
        with suppress(CoreError):
            header, payload = (parse_json(base64url_decode(part)) for part in parts[:2])
            signature = base64url_decode(parts[2])
            if isinstance(header, dict) and isinstance(payload, dict):
                return header, payload, signature, f"{parts[0]}.{parts[1]}".encode()
    raise ProofError("bad_statement", "This is not a signed statement.")
