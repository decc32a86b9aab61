"""Hashing for the cryptosuites over RDF: https://www.w3.org/TR/vc-di-eddsa/#hashing-eddsa-rdfc-2022.

The same for https://www.w3.org/TR/vc-di-ecdsa/#hashing-ecdsa-rdfc-2019 with P-256.
"""

from __future__ import annotations

import hashlib

from credentials.core.canonical import shapes
from credentials.core.types import Document


def hash_by_rdfc(document: Document, options: Document) -> bytes:
    """The bytes to sign: SHA-256 of the proof's options in the document's contexts, then of the document.

    Raises:
        CanonicalError: When either has no safe canonical form.
        EncodingError: When either holds values that are written differently elsewhere.
    """
    contexts = shapes.named(document.get("@context"))
    parts = (shapes.canonicalize_within(contexts, part) for part in (options, document))
    return b"".join(hashlib.sha256(part).digest() for part in parts)
