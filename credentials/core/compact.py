"""The signed half of a card that fits in its QR: a CWT in COSE_Sign1, written as decimal digits.

COSE: https://www.rfc-editor.org/rfc/rfc9052. CWT: https://www.rfc-editor.org/rfc/rfc8392. CBOR is written
deterministically (RFC 8949 §4.2). The address that the QR opens is signed
too, as external data: it costs no byte, and a signature cannot be moved behind another address. Digits,
because a QR packs them at 3.33 bits each.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

import cbor2

from credentials.core.definition import CLASSES
from credentials.core.did.document import offered_keys
from credentials.core.errors import EncodingError, ProofError
from credentials.core.keys import Signer
from credentials.core.types import Did, Resolve

MAX_BYTES: Final = 400
_WEB: Final = "did:web:"
_EDDSA: Final = cbor2.dumps({1: -8}, canonical=True)
_ISSUER: Final = 1
_EXPIRES: Final = 4
_CARD: Final = -65537
"""The first label that RFC 8392 leaves to private use."""


@dataclass(frozen=True)
class CompactCard:
    """What a card says without any network. ``name`` as on the card; it ends with the card, to the second."""

    issuer: Did
    number: str
    name: str
    membership_class: str
    valid_until: datetime
    position: int

    def is_over(self, now: datetime) -> bool:
        """Whether its last second has passed."""
        return now >= self.valid_until


def sign_compact(card: CompactCard, signer: Signer, *, address: str) -> bytes:
    """The signed half of a card behind an address.

    Raises:
        ProofError: ``wrong_key_type`` when the key is not Ed25519.
        EncodingError: ``bad_compact`` when the card cannot be written so.
    """
    if signer.algorithm != "Ed25519":
        raise ProofError("wrong_key_type", "The key is not of the kind that the card asks for.")
    payload = cbor2.dumps(_claims(card, address), canonical=True)
    signature = signer.sign(_to_be_signed(payload, address))
    data: bytes = cbor2.dumps([_EDDSA, {}, payload, signature], canonical=True)
    if len(data) > MAX_BYTES:
        raise EncodingError("bad_compact", "The card says too much for its QR code.")
    return data


def verify_compact(data: bytes, *, address: str, resolve: Resolve, now: datetime) -> CompactCard:
    """The card in signed bytes that were found behind an address. Dates and status are the caller's.

    It names no key: each that its issuer offers is tried whose end has not come.

    Raises:
        EncodingError: ``bad_compact``.
        ProofError: ``bad_signature``.
        DidError: When the issuer's document is not acceptable.
        InvalidKeyError: When a key in it is malformed.
        UnreachableError: When it could not be asked for.
    """
    payload, signature = _opened(data)
    card = _card(payload, address)
    signed = _to_be_signed(payload, address)
    keys = offered_keys(resolve(card.issuer), card.issuer, "assertionMethod", now=now)
    if not any(key.algorithm == "Ed25519" and key.verify(signature, signed) for key in keys):
        raise ProofError("bad_signature", "The signature does not fit the card.")
    return card


def to_digits(data: bytes) -> str:
    """Write bytes that begin with no zero byte as a decimal number.

    Raises:
        EncodingError: ``bad_compact``.
    """
    if not data or not data[0] or len(data) > MAX_BYTES:
        raise EncodingError("bad_compact", "This is not the signed half of a card.")
    return str(int.from_bytes(data, "big"))


def from_digits(text: str) -> bytes:
    """Read what ``to_digits`` wrote.

    Raises:
        EncodingError: ``bad_compact`` when the text is not the one way to write its bytes.
    """
    good = text.isascii() and text.isdigit() and not text.startswith("0")
    if not good or len(text) > len(str(256**MAX_BYTES)):
        raise EncodingError("bad_compact", "This is not the signed half of a card.")
    number = int(text)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _to_be_signed(payload: bytes, address: str) -> bytes:
    """RFC 9052 §4.4."""
    structure = ["Signature1", _EDDSA, address.encode(), payload]
    signed: bytes = cbor2.dumps(structure, canonical=True)
    return signed


def _claims(card: CompactCard, address: str) -> dict[int, Any]:
    if card.membership_class not in CLASSES or not 0 <= card.position < 2**32:
        raise EncodingError("bad_compact", "The card cannot be written in its short form.")
    place = CLASSES.index(card.membership_class)
    issuer = card.issuer.removeprefix(_prefix(address))
    return {
        _ISSUER: issuer,
        _EXPIRES: int(card.valid_until.timestamp()),
        _CARD: [card.number, card.name, place, card.position],
    }


def _prefix(address: str) -> str:
    """What the DIDs of a portal have in common, and the address therefore says already."""
    return f"{_WEB}{quote(urlsplit(address).netloc.lower(), safe='')}:"


def _opened(data: bytes) -> tuple[bytes, bytes]:
    match _decoded(data):
        case [protected, dict(unprotected), bytes(payload), bytes(signature)] if (
            protected == _EDDSA and not unprotected
        ):
            return payload, signature
    raise _bad()


def _card(payload: bytes, address: str) -> CompactCard:
    match _decoded(payload):
        case {1: str(issuer), 4: int(end), -65537: [str(number), str(name), place, position]} if (
            _is_small(place, len(CLASSES)) and _is_small(position, 2**32)
        ):
            did = issuer if issuer.startswith("did:") else _prefix(address) + issuer
            card = CompactCard(did, number, name, CLASSES[place], _moment(end), position)
            if cbor2.dumps(_claims(card, address), canonical=True) == payload:
                return card
    raise _bad()


def _moment(end: int) -> datetime:
    try:
        return datetime.fromtimestamp(end, UTC)
    except (ValueError, OverflowError, OSError):
        raise _bad() from None


def _is_small(value: object, bound: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < bound


def _decoded(data: bytes) -> Any:
    """Strictly: what is written in any way but the deterministic one is refused."""
    if len(data) > MAX_BYTES:
        raise _bad()
    try:
        value = cbor2.loads(data)
        again = cbor2.dumps(value, canonical=True)
    except Exception:  # noqa: BLE001 -- hostile bytes reach every corner of a parser that knows dates, sets and fractions
        raise _bad() from None
    if again != data:
        raise _bad()
    return value


def _bad() -> EncodingError:
    return EncodingError("bad_compact", "This is not the signed half of a card.")
