"""Hashing for the cryptosuites over RDF: https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-rdfc-2022.

The same for https://www.w3.org/TR/vc-di-ecdsa/#hashing-ecdsa-rdfc-2019 with P-256.
"""

from __future__ import annotations

import re
from hashlib import sha256
from threading import Lock
from typing import Final, NamedTuple

from credentials.core.canonical import shapes
from credentials.core.types import JSON, Document

_MAX_KEPT: Final = 256
_MAX_LETTERS: Final = 2048
_TEXTS: Final = {str}
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_SAID: Final = b'_:c14n0 <http://purl.org/dc/terms/created> "'


class _Options(NamedTuple):
    """What one key signed with last: in which contexts, with which options but for the moment, and how they are written."""

    name: JSON
    others: Document
    before: bytes
    behind: bytes

    def hash_at(self, moment: str) -> bytes:
        """Their hash with another moment in its place."""
        return sha256(b"".join((self.before, moment.encode(), self.behind))).digest()


_LAST: Final[dict[str, _Options]] = {}
"""By the key that signed."""

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
    """The options of what one key signs differ in the moment alone, and so do their canonical forms.

    A refusal is not kept.
    """
    method, moment = options.get("verificationMethod"), options.get("created")
    # Texts alone can be compared: to Python, true and 1 are the same.
    if (
        type(method) is not str
        or type(moment) is not str
        or contexts.name is None
        or not _MOMENT.fullmatch(moment)
        or {*map(type, options.values())} != _TEXTS
    ):
        return _hash(contexts, options)
    others = options.copy()
    del others["created"]
    last = _LAST.get(method)
    if last is not None and last.others == others and last.name == contexts.name:
        return last.hash_at(moment)
    return _hash_anew(contexts, options, method, moment)


def _hash_anew(contexts: shapes.Contexts, options: Document, method: str, moment: str) -> bytes:
    # What is remembered too early never becomes a shape, which serves all keys.
    is_shape = shapes.KEPT.recall(contexts.name, options) is not None
    canonical = shapes.canonicalize_within(contexts, options)
    if is_shape and sum(map(len, (*contexts.name, *options.values()))) <= _MAX_LETTERS:
        split = _around(canonical, moment.encode())
        if split is not None:
            others = {name: item for name, item in options.items() if name != "created"}
            with _CHANGING:
                _LAST[method] = _Options(contexts.name, others, *split)
                if len(_LAST) > _MAX_KEPT:
                    del _LAST[next(iter(_LAST))]
    return sha256(canonical).digest()


def _around(canonical: bytes, moment: bytes) -> tuple[bytes, bytes] | None:
    """What stands before and behind the moment; None where another one could stand elsewhere or twice.

    Lines are sorted (RDFC-1.0 §4.4.3, step 6). Where only one begins as this one does, up to the moment, and there is one
    blank node alone, neither the order nor the label turns on the moment.
    """
    said = _SAID + moment + b'"'
    if canonical.count(_SAID) != 1 or canonical.count(moment) != 1 or b"_:c14n1" in canonical:
        return None
    before, found, behind = canonical.partition(said)
    return (before + _SAID, b'"' + behind) if found else None
