"""The cryptosuite eddsa-rdfc-2022: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from credentials.core.canonical import jsonld, rdfc
from credentials.core.encoding import check_json
from credentials.core.keys import Algorithm
from credentials.core.types import Document


@dataclass(frozen=True)
class EddsaRdfc2022:
    """RDFC-1.0 over JSON-LD, SHA-256, Ed25519."""

    name: str = "eddsa-rdfc-2022"
    algorithm: Algorithm = "Ed25519"

    def hash_data(self, document: Document, options: Document) -> bytes:
        """The bytes to sign: hash of the proof's options, then hash of the document.

        Raises:
            CanonicalError: When either has no safe canonical form.
        """
        hashed = _hash(document)
        check_json(options)
        return _hash_options(json.dumps({**options, "@context": document.get("@context")})) + hashed


@lru_cache(maxsize=256)
def _hash_options(written: str) -> bytes:
    """Cards that are signed together, by one key at one time, have the same options. A refusal is not kept."""
    return _hash(json.loads(written))


def _hash(document: Document) -> bytes:
    return hashlib.sha256(rdfc.canonicalize(jsonld.to_dataset(document))).digest()
