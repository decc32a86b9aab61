"""JSON Canonicalization Scheme: https://www.rfc-editor.org/rfc/rfc8785."""

from __future__ import annotations

import json
import re
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import rfc8785

from credentials.core import definition
from credentials.core.canonical.filled import fill
from credentials.core.encoding import check_json
from credentials.core.errors import CanonicalError
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import CREDENTIALS_V2

if TYPE_CHECKING:
    from hashlib import _Hash as Hash

_WRITE: Final = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, check_circular=False
).encode
"""The same bytes as RFC 8785 where there are no fractions and names sort alike in UTF-8 and UTF-16."""

_BEYOND: Final = re.compile("[\U00010000-\U0010ffff]")


def canonicalize(value: JSON) -> bytes:
    """The one way to write a JSON value.

    Raises:
        EncodingError: When the value would be written differently elsewhere.
        CanonicalError: ``no_canonical_form`` for anything else without one.
    """
    version = _version_before(value)
    return _written(value) if version is None else _beginning(version) + _rest(version, value)


def digest(value: JSON) -> bytes:
    """SHA-256 of the one way to write a JSON value.

    Raises:
        EncodingError: As ``canonicalize``.
        CanonicalError: As ``canonicalize``.
    """
    version = _version_before(value)
    if version is None:
        return sha256(canonicalize(value)).digest()
    hashed = _hashed(version).copy()
    hashed.update(_rest(version, value))
    return hashed.digest()


def same(one: JSON, other: JSON) -> bool:
    """Whether two values, such as contexts, are written in one way.

    Raises:
        EncodingError: As ``canonicalize``.
        CanonicalError: As ``canonicalize``.
    """
    version = definition.version_among(one)
    if version is not None and version == definition.version_among(other):
        return True
    return canonicalize(one) == canonicalize(other)


def _version_before(value: JSON) -> str | None:
    """The version of our definition where a document in its words is written contexts first, as cards are."""
    if not isinstance(value, dict) or "@context" not in value:
        return None
    try:
        first = len(value) > 1 and min(value) == "@context"
    except TypeError:
        return None
    return definition.version_among(value["@context"]) if first else None


@cache
def _beginning(version: str) -> bytes:
    """How a document with our contexts begins: they are long, and the same in every card."""
    contexts = [CREDENTIALS_V2, definition.context_of(version)]
    return _written({"@context": contexts})[:-1] + b","


@cache
def _hashed(version: str) -> Hash:
    return sha256(_beginning(version))


def _rest(version: str, document: Document) -> bytes:
    return fill(version, document, _written)[1:]


def _written(value: JSON) -> bytes:
    fractions = check_json(value)
    if not fractions:
        text = _WRITE(value)
        if text.isascii() or not _BEYOND.search(text):
            return text.encode()
    try:
        return rfc8785.dumps(value)
    except rfc8785.CanonicalizationError:
        raise CanonicalError("no_canonical_form", "This has no canonical form.") from None
