"""The cryptosuite eddsa-jcs-2022: https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022."""

from __future__ import annotations

from dataclasses import dataclass

from credentials.core.canonical import jcs
from credentials.core.errors import ProofError
from credentials.core.keys import Algorithm
from credentials.core.types import Document


@dataclass(frozen=True)
class EddsaJcs2022:
    """JCS, SHA-256, Ed25519."""

    name: str = "eddsa-jcs-2022"
    algorithm: Algorithm = "Ed25519"

    def hash_data(self, document: Document, options: Document) -> bytes:
        """The bytes to sign: hash of the proof's options, then hash of the document.

        Stricter than §3.3.2, which has contexts cut off that stand behind those of the proof: whoever read the
        document would read words that nobody signed. They must be the same.

        Raises:
            ProofError: ``context_mismatch`` when the proof was made in another context.
            EncodingError: When either holds values that are written differently elsewhere.
        """
        if "@context" in options and not jcs.same(options["@context"], document.get("@context")):
            raise ProofError("context_mismatch", "The proof was made in another context.")
        return jcs.digest(options) + jcs.digest(document)
