"""The cryptosuite eddsa-rdfc-2022: https://www.w3.org/TR/vc-di-eddsa/#eddsa-rdfc-2022."""

from __future__ import annotations

from dataclasses import dataclass

from credentials.core.data_integrity.hashing import hash_by_rdfc
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
        return hash_by_rdfc(document, options)
