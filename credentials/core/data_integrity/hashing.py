"""Hashing for the cryptosuites over RDF: https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-rdfc-2022.

The same for https://www.w3.org/TR/vc-di-ecdsa/#hashing-ecdsa-rdfc-2019 with P-256.
"""

from __future__ import annotations

from hashlib import sha256
from threading import Lock
from typing import Final

from credentials.core.canonical import shapes
from credentials.core.types import JSON, Document

_MAX_KEPT: Final = 256
_MAX_LETTERS: Final = 2048
_TEXTS: Final = {str}
_LAST: Final[dict[str, tuple[JSON, Document, bytes]]] = {}
"""By the key that signed: in which contexts, with which options, and their hash."""

_CHANGING: Final = Lock()


def hash_by_rdfc(document: Document, options: Document) -> bytes:
    """The bytes to sign: SHA-256 of the proof's options in the document's contexts, then of the document.

    Raises:
        CanonicalError: When either has no safe canonical form.
        EncodingError: When either holds values that are written differently elsewhere.
    """
    contexts = shapes.named(document.get("@context"))
    return _hash_options(contexts, options) + _hash(contexts, document)


def _hash(contexts: shapes.Contexts, document: Document) -> bytes:
    return sha256(shapes.canonicalize_within(contexts, document)).digest()


def _hash_options(contexts: shapes.Contexts, options: Document) -> bytes:
    """Cards that are signed together, by one key at one time, have the same options. A refusal is not kept."""
    method = options.get("verificationMethod")
    # Texts alone can be compared: to Python, true and 1 are the same.
    if type(method) is not str or contexts.name is None or {*map(type, options.values())} != _TEXTS:
        return _hash(contexts, options)
    last = _LAST.get(method)
    if last is not None and last[1] == options and last[0] == contexts.name:
        return last[2]
    found = _hash(contexts, options)
    if sum(map(len, (*contexts.name, *options.values()))) <= _MAX_LETTERS:
        with _CHANGING:
            _LAST[method] = (contexts.name, options.copy(), found)
            if len(_LAST) > _MAX_KEPT:
                del _LAST[next(iter(_LAST))]
    return found
