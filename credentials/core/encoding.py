"""Texts and bytes: strict JSON (RFC 8259), base64url (RFC 4648 §5), base58btc and multibase.

What software around the world reads differently is refused rather than guessed at: duplicate names,
NaN, lone surrogates, whole numbers beyond 2^53-1. Multibase: https://www.w3.org/TR/cid-1.0/#multibase-0
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import unicodedata
from typing import Final, NoReturn

from credentials.core import quicker
from credentials.core.errors import EncodingError
from credentials.core.types import JSON, Document

MAX_BYTES: Final = 256 * 1024
MAX_DEPTH: Final = 32
MAX_INTEGER: Final = 2**53 - 1
_MAX_DIGITS: Final = 17
_ALPHABET: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PAIRS: Final = tuple(one + other for one in _ALPHABET for other in _ALPHABET)
_TWO: Final = len(_PAIRS)
_FOUR: Final = _TWO**2
_MAX_BASE58: Final = 512
_NO_DIGIT: Final = 255
_DIGITS: Final = bytes(max(_ALPHABET.find(chr(code)), -1) % 256 for code in range(256))


def _halves(width: int) -> tuple[int, int, int]:
    """Of neighbouring numbers of so many bits: how far the higher stands, where the lower ones are, what it counts."""
    pairs = _MAX_BASE58 * 8 // (2 * width)
    lower = ((1 << width) - 1) * (((1 << (2 * width * pairs)) - 1) // ((1 << (2 * width)) - 1))
    return width, lower, len(_ALPHABET) ** (width // 8)


_JOINING: Final = tuple(_halves(8 << step) for step in range(9))
JOINERS: Final = frozenset("\u200c\u200d")


def is_plain(line: str) -> bool:
    """Whether nothing in it turns writing around or hides.

    Spaces that do not break, and what joins letters and pictures, are ways to write.
    """
    return all(
        sign.isprintable() or sign in JOINERS or unicodedata.category(sign) == "Zs" for sign in line
    )


def base64url_encode(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str) -> bytes:
    """Read base64url without padding.

    Raises:
        EncodingError: ``bad_base64url`` when the text is not the one way to write its bytes.
    """
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise EncodingError("bad_base64url", "This is not base64url.") from None
    if base64url_encode(data) != text:
        raise EncodingError("bad_base64url", "This is not canonical base64url.")
    return data


def base58_encode(data: bytes) -> str:
    """Write bytes as base58btc, four letters at a time (the usual package costs half a signature)."""
    number = int.from_bytes(data, "big")
    zeros = len(data) - len(data.lstrip(b"\0"))
    if quicker.GMPY2 and number:
        return "1" * zeros + quicker.base58(number)
    pairs: list[str] = []
    while number:
        number, four = divmod(number, _FOUR)
        first, second = divmod(four, _TWO)
        pairs += (_PAIRS[second], _PAIRS[first])
    return "1" * zeros + "".join(reversed(pairs)).lstrip("1")


def base58_decode(text: str) -> bytes:
    """Read base58btc.

    Raises:
        EncodingError: ``bad_base58`` when a letter is not of the alphabet or the text is too long.
    """
    if len(text) > _MAX_BASE58:
        raise EncodingError("bad_base58", "This base58 text is too long.")
    digits = text.encode("utf-8", "replace").translate(_DIGITS)
    if _NO_DIGIT in digits:
        raise EncodingError("bad_base58", "This is not base58btc.")
    # A digit a byte, each two neighbours become one number, all at once, until one is left.
    number = int.from_bytes(digits, "big")
    for width, lower, worth in _JOINING:
        if width >= 8 * len(digits):
            break
        number = (number >> width & lower) * worth + (number & lower)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def multibase_decode(text: str) -> bytes:
    """Read multibase ``z`` (base58btc) or ``u`` (base64url), the two that are used here.

    Raises:
        EncodingError: ``bad_multibase`` for another base, or the error of the base itself.
    """
    if text[:1] == "z":
        return base58_decode(text[1:])
    if text[:1] == "u":
        return base64url_decode(text[1:])
    raise EncodingError("bad_multibase", "Only the bases z and u are accepted.")


def parse_json(data: bytes | str, *, most: int = MAX_BYTES) -> JSON:
    """Read JSON from outside, strictly (RFC 8259, I-JSON of RFC 7493). ``most`` is in bytes of UTF-8.

    Raises:
        EncodingError: ``too_large``, ``not_utf8``, ``bad_json``, ``duplicate_name``,
            ``bad_number``, ``lone_surrogate`` or ``too_deep``.
    """
    if _size(data) > most:
        raise EncodingError("too_large", "This document is too large.")
    try:
        text = data.decode("utf-8") if isinstance(data, bytes) else data
        value = json.loads(
            text, object_pairs_hook=_object, parse_constant=_no_constant, parse_int=_integer
        )
    except UnicodeDecodeError:
        raise EncodingError("not_utf8", "This is not UTF-8.") from None
    except RecursionError:
        raise EncodingError("too_deep", "This document is nested too deeply.") from None
    except ValueError:
        raise EncodingError("bad_json", "This is not JSON.") from None
    check_json(value)
    return value


def _size(data: bytes | str) -> int:
    """In bytes; half a character, which is refused later, counts as one that cannot be written."""
    if isinstance(data, bytes) or data.isascii():
        return len(data)
    return len(data.encode("utf-8", "replace"))


def check_json(value: JSON) -> bool:
    """Refuse values that canonicalise differently elsewhere; for documents that are already parsed.

    Returns whether a fraction is among the values.

    Raises:
        EncodingError: ``too_deep``, ``bad_number``, ``lone_surrogate`` or ``bad_json``.
    """
    items: list[JSON] = [value]
    fractions = False
    for _depth in range(MAX_DEPTH + 1):
        texts: list[str] = []
        inner: list[JSON] = []
        for item in items:
            if isinstance(item, str):
                texts.append(item)
            elif isinstance(item, dict):
                texts += item
                inner += item.values()
            elif isinstance(item, list):
                inner += item
            else:
                fractions |= _is_fraction(item)
        _check_texts(texts)
        if not inner:
            return fractions
        items = inner
    raise EncodingError("too_deep", "This document is nested too deeply.")


def _check_texts(texts: list[str]) -> None:
    try:
        together = "".join(texts)
    except TypeError:
        raise EncodingError("bad_json", "A name is not one that JSON knows.") from None
    try:
        together.encode()
    except UnicodeEncodeError:
        raise EncodingError("lone_surrogate", "A text holds half a character.") from None


def _is_fraction(item: JSON) -> bool:
    """Whether a value that is neither text nor object nor list is a fraction."""
    if isinstance(item, float):
        if not math.isfinite(item):
            raise EncodingError("bad_number", "A number is not finite.")
        return True
    if isinstance(item, int):
        if abs(item) > MAX_INTEGER:
            raise EncodingError("bad_number", "A whole number is too large.")
    elif item is not None:
        raise EncodingError("bad_json", "A value is not one that JSON knows.")
    return False


def _object(pairs: list[tuple[str, JSON]]) -> Document:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise EncodingError("duplicate_name", "An object names the same thing twice.")
    return found


def _integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise EncodingError("bad_number", "A whole number is too large.")
    return int(digits)


def _no_constant(_name: str) -> NoReturn:
    raise EncodingError("bad_number", "A number is not finite.")
