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
_HASHES: Final[dict[tuple[JSON, ...], bytes]] = {}
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
    # Texts alone can be told apart as a key: to Python, true and 1 are the same.
    if contexts.name is None or {*map(type, options.values())} != _TEXTS:
        return _hash(contexts, options)
    key = (contexts.name, *options.items())
    found = _HASHES.get(key)
    if found is None:
        found = _hash(contexts, options)
        if len(str(contexts.name)) + sum(map(len, options.values())) <= _MAX_LETTERS:
            with _CHANGING:
                _HASHES[key] = found
                if len(_HASHES) > _MAX_KEPT:
                    del _HASHES[next(iter(_HASHES))]
    return found
