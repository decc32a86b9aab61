"""Bitstring Status List 1.0: https://www.w3.org/TR/vc-bitstring-status-list/.

Position 0 is the leftmost bit (§3.1.3), the bits are compressed with gzip and written as base64url with the
multibase prefix ``u``. What a stranger's list unpacks to is bounded before it is unpacked.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from credentials.core.encoding import base64url_decode, base64url_encode
from credentials.core.errors import EncodingError, StatusError
from credentials.core.times import parse_time, write_time
from credentials.core.types import Did, Document
from credentials.core.vocabulary import CREDENTIALS_V2

MINIMUM: Final = 131_072
MAXIMUM: Final = 2**24
"""Two MiB when unpacked, which is the most that a reader is made to hold."""
PURPOSES: Final = ("revocation", "suspension")
ENTRY_TYPE: Final = "BitstringStatusListEntry"
LIST_TYPE: Final = "BitstringStatusListCredential"
_BITS: Final = 8
_GZIP: Final = 31
_ROUNDS: Final = 10
_NOT_ZERO: Final = re.compile(rb"[^\0]")
_KEY_BYTES: Final = range(16, 65)


@dataclass(frozen=True)
class StatusEntry:
    """Where a credential's status stands, for one purpose."""

    purpose: str
    url: str
    index: int

    def to_json(self) -> Document:
        """As it stands in ``credentialStatus``."""
        return {
            "type": ENTRY_TYPE,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.url,
        }

    @classmethod
    def from_json(cls, entry: Document) -> StatusEntry:
        """Read an entry of somebody's credential.

        Raises:
            StatusError: ``unknown_status_type`` or ``bad_status_entry``.
        """
        if entry.get("type") != ENTRY_TYPE:
            raise StatusError("unknown_status_type", "The kind of status is not known here.")
        purpose, url = entry.get("statusPurpose"), entry.get("statusListCredential")
        index = entry.get("statusListIndex")
        good = isinstance(purpose, str) and isinstance(url, str) and isinstance(index, str)
        if not good or entry.get("statusSize", 1) != 1 or not _is_index(str(index)):
            raise StatusError("bad_status_entry", "An entry of the status is badly written.")
        if entry.get("id") == url:
            raise StatusError("bad_status_entry", "An entry of the status is named as its list.")
        return cls(str(purpose), str(url), int(str(index)))


def _is_index(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= len(str(MAXIMUM))


def encode(positions: Iterable[int], size: int) -> str:
    """The bits of a list, with those at the positions set; the same bits give the same text.

    Most bytes repeat the one before. A search for longer repetitions takes a hundred times as long where one in a
    hundred is set, and saves a fourteenth of the bytes.

    Raises:
        StatusError: ``bad_size`` or ``out_of_range``.
    """
    if not MINIMUM <= size <= MAXIMUM or size % _BITS:
        raise StatusError("bad_size", "A status list has a wrong size.")
    packer = zlib.compressobj(9, zlib.DEFLATED, _GZIP, 9, zlib.Z_RLE)
    return "u" + base64url_encode(packer.compress(_set(positions, size)) + packer.flush())


def _set(positions: Iterable[int], size: int) -> bytearray:
    listed = list(positions)
    if listed and not 0 <= min(listed) <= max(listed) < size:
        raise StatusError("out_of_range", "A position is not within its status list.")
    bits = bytearray(size // _BITS)
    for position in listed:
        bits[position >> 3] |= 128 >> (position & 7)
    return bits


def decode(encoded: str) -> bytes:
    """The bits of a list.

    Raises:
        StatusError: ``bad_list``, ``list_too_long`` or ``list_too_short``.
    """
    if not encoded.startswith("u"):
        raise StatusError("bad_list", "A status list is not written as base64url.")
    unpacker = zlib.decompressobj(_GZIP)
    try:
        bits = unpacker.decompress(base64url_decode(encoded[1:]), MAXIMUM // _BITS + 1)
    except (zlib.error, EncodingError):
        raise StatusError("bad_list", "A status list is badly packed.") from None
    if len(bits) > MAXIMUM // _BITS:
        raise StatusError("list_too_long", "A status list is too long.")
    if not unpacker.eof or unpacker.unused_data:
        raise StatusError("bad_list", "A status list is badly packed.")
    if len(bits) < MINIMUM // _BITS:
        raise StatusError("list_too_short", "A status list is too short to hide anybody in.")
    return bits


def is_set(bits: bytes, index: int) -> bool:
    """Whether the bit at a position is set.

    Raises:
        StatusError: ``out_of_range``.
    """
    if not 0 <= index < len(bits) * _BITS:
        raise StatusError("out_of_range", "A position is not within its status list.")
    return bool(bits[index // _BITS] >> (_BITS - 1 - index % _BITS) & 1)


def set_in(bits: bytes) -> Iterator[int]:
    """Every position that is set."""
    for found in _NOT_ZERO.finditer(bits):
        first, byte = found.start() * _BITS, found[0][0]
        yield from (first + n for n in range(_BITS) if byte >> (_BITS - 1 - n) & 1)


def build_status_list(
    *,
    url: str,
    issuer: Did,
    purpose: str,
    positions: Iterable[int],
    size: int,
    valid_from: datetime,
    valid_until: datetime,
) -> Document:
    """The credential that publishes a list, yet unsigned (§3.1.2).

    Raises:
        StatusError: ``bad_size``, ``out_of_range`` or ``unknown_purpose``.
        EncodingError: ``bad_time`` when a moment has no zone.
    """
    if purpose not in PURPOSES:
        raise StatusError("unknown_purpose", "A status list is for a purpose not known here.")
    return {
        "@context": [CREDENTIALS_V2],
        "id": url,
        "type": ["VerifiableCredential", LIST_TYPE],
        "issuer": issuer,
        "validFrom": write_time(valid_from),
        "validUntil": write_time(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode(positions, size),
        },
    }


def read_status_list(
    document: Document, *, url: str, issuer: Did, purpose: str, now: datetime
) -> bytes:
    """The bits of a list credential whose form, address, issuer, purpose and dates hold (§3.2).

    The signature is for ``verification`` to verify: bits of an unverified list mean nothing.

    Raises:
        StatusError: ``bad_list``, ``wrong_list``, ``wrong_issuer``, ``wrong_purpose``,
            ``list_not_yet_valid``, ``list_expired``, ``list_too_long`` or ``list_too_short``.
    """
    types, subject = document.get("type"), document.get("credentialSubject")
    if not isinstance(types, list) or LIST_TYPE not in types or not isinstance(subject, dict):
        raise StatusError("bad_list", "This is not a status list.")
    if document.get("id") != url:
        raise StatusError("wrong_list", "The status list belongs to another address.")
    named = document.get("issuer")
    if (named.get("id") if isinstance(named, dict) else named) != issuer:
        raise StatusError("wrong_issuer", "The status list comes from somebody else.")
    encoded = subject.get("encodedList")
    if subject.get("type") != "BitstringStatusList" or not isinstance(encoded, str):
        raise StatusError("bad_list", "This is not a status list.")
    offered = subject.get("statusPurpose")
    if purpose not in (offered if isinstance(offered, list) else [offered]):
        raise StatusError("wrong_purpose", "The status list is for another purpose.")
    _check_dates(document, now)
    return decode(encoded)


def _check_dates(document: Document, now: datetime) -> None:
    try:
        begun = "validFrom" not in document or parse_time(document["validFrom"]) <= now
        over = "validUntil" in document and parse_time(document["validUntil"]) <= now
    except EncodingError:
        raise StatusError("bad_list", "A time in the status list is badly written.") from None
    if not begun:
        raise StatusError("list_not_yet_valid", "The status list is not valid yet.")
    if over:
        raise StatusError("list_expired", "The status list is out of date.")


def permute(counter: int, *, size: int, key: bytes) -> int:
    """The position of the counter's turn: each its own, in an order that only the key tells.

    A Feistel network over the next even number of bits, walked until it lands within the list
    (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002).

    Raises:
        StatusError: ``list_full`` when the counter is beyond the list, ``bad_permutation_key``.
    """
    if not 0 <= counter < size:
        raise StatusError("list_full", "The status list has no place left.")
    if len(key) not in _KEY_BYTES:
        raise StatusError("bad_permutation_key", "The key of the positions has the wrong length.")
    half = ((size - 1).bit_length() + 1) // 2
    mask = (1 << half) - 1
    position = counter
    while True:
        left, right = position >> half, position & mask
        for turn in range(_ROUNDS):
            left, right = right, left ^ (_round(key, turn, right) & mask)
        position = left << half | right
        if position < size:
            return position


def _round(key: bytes, turn: int, half: int) -> int:
    block = turn.to_bytes(1, "big") + half.to_bytes(8, "big")
    return int.from_bytes(hashlib.blake2b(block, key=key, digest_size=8).digest(), "big")
