"""Adding and verifying a proof: https://www.w3.org/TR/vc-data-integrity/#algorithms.

One proof per document. Sets and chains are refused by name until they are built.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Protocol

from credentials.core.data_integrity.ecdsa_rdfc_2019 import EcdsaRdfc2019
from credentials.core.data_integrity.eddsa_jcs_2022 import EddsaJcs2022
from credentials.core.data_integrity.eddsa_rdfc_2022 import EddsaRdfc2022
from credentials.core.did.document import find_key
from credentials.core.encoding import base58_decode, base58_encode
from credentials.core.errors import EncodingError, ProofError
from credentials.core.keys import Algorithm, Signer
from credentials.core.times import parse_time, write_time
from credentials.core.types import Document, Resolve


class Cryptosuite(Protocol):
    """Turns a document and the options of its proof into the bytes to sign; nothing else."""

    @property
    def name(self) -> str:
        """The name that the proof carries."""
        ...

    @property
    def algorithm(self) -> Algorithm:
        """The only kind of key that it accepts."""
        ...

    def hash_data(self, document: Document, options: Document) -> bytes:
        """The bytes to sign."""
        ...


_ALL: Final[tuple[Cryptosuite, ...]] = (EddsaRdfc2022(), EddsaJcs2022(), EcdsaRdfc2019())
SUITES: Final[dict[str, Cryptosuite]] = {suite.name: suite for suite in _ALL}


@dataclass(frozen=True)
class Expected:
    """What a proof must have been made for."""

    purpose: str = "assertionMethod"
    domain: str | None = None
    challenge: str | None = None


def add_proof(
    document: Document,
    signer: Signer,
    *,
    created: datetime,
    cryptosuite: str = "eddsa-rdfc-2022",
    expected: Expected | None = None,
) -> Document:
    """A copy of the document with a proof.

    Raises:
        ProofError: ``already_signed``, ``unknown_cryptosuite`` or ``wrong_key_type``.
        CanonicalError: When the document has no safe canonical form.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    made_for = expected or Expected()
    if "proof" in document:
        raise ProofError("already_signed", "The document carries a proof already.")
    suite = _suite(cryptosuite)
    if suite.algorithm != signer.algorithm:
        raise ProofError("wrong_key_type", "The key is not of the kind that the proof asks for.")
    options: Document = {
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": write_time(created.astimezone(UTC)),
        "verificationMethod": signer.verification_method,
        "proofPurpose": made_for.purpose,
    }
    if cryptosuite == "eddsa-jcs-2022" and "@context" in document:
        options["@context"] = document["@context"]
    if made_for.domain is not None:
        options["domain"] = made_for.domain
    if made_for.challenge is not None:
        options["challenge"] = made_for.challenge
    signature = signer.sign(suite.hash_data(document, options))
    return {**document, "proof": {**options, "proofValue": "z" + base58_encode(signature)}}


def verify_proof(
    document: Document, *, resolve: Resolve, now: datetime, expected: Expected | None = None
) -> str:
    """Verify the one proof and return the DID that made it.

    Raises:
        ProofError: With the code of the first thing that is wrong; ``bad_signature`` when only the
            signature is.
        CanonicalError: When the document has no safe canonical form.
        EncodingError: When the document or the proof is badly written.
        DidError: When the signer's document does not offer the key for this purpose.
        InvalidKeyError: When the key is of another kind.
        UnreachableError: When the signer's document could not be asked for.
    """
    proof = _one_proof(document)
    made_for = expected or Expected()
    suite = _suite(proof.get("cryptosuite"))
    _check_options(proof, made_for, now)
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or "#" not in method:
        raise ProofError("bad_proof", "The proof does not name its key.")
    # The hash first: what cannot be hashed costs nobody a request.
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    data = suite.hash_data(unsigned, options)
    did = method.partition("#")[0]
    key = find_key(resolve(did), did, method, made_for.purpose)
    if key.algorithm != suite.algorithm:
        raise ProofError("wrong_key_type", "The key is not of the kind that the proof asks for.")
    if not key.verify(_signature(proof), data):
        raise ProofError("bad_signature", "The signature does not fit the document.")
    return did


def _one_proof(document: Document) -> Document:
    proof = document.get("proof")
    if proof is None:
        raise ProofError("no_proof", "The document is not signed.")
    if not isinstance(proof, dict) or proof.get("type") != "DataIntegrityProof":
        raise ProofError("bad_proof", "The proof is not one Data Integrity proof.")
    if "previousProof" in proof:
        raise ProofError("chained_proof", "The proof belongs to a chain, which is not known here.")
    return proof


def _suite(name: object) -> Cryptosuite:
    if not isinstance(name, str) or name not in SUITES:
        raise ProofError("unknown_cryptosuite", "The kind of signature is not known here.")
    return SUITES[name]


def _check_options(proof: Document, expected: Expected, now: datetime) -> None:
    if proof.get("proofPurpose") != expected.purpose:
        raise ProofError("wrong_purpose", "The signature was made for another purpose.")
    if expected.domain is not None and proof.get("domain") != expected.domain:
        raise ProofError("wrong_domain", "The signature was made for somebody else.")
    if expected.challenge is not None and proof.get("challenge") != expected.challenge:
        raise ProofError("wrong_challenge", "The signature answers another question.")
    try:
        if "created" in proof:
            parse_time(proof["created"])
        expired = "expires" in proof and parse_time(proof["expires"]) <= now
    except EncodingError:
        raise ProofError("bad_proof", "A time in the proof is badly written.") from None
    if expired:
        raise ProofError("proof_expired", "The signature has expired.")


def _signature(proof: Document) -> bytes:
    text = proof.get("proofValue")
    if not isinstance(text, str) or not text.startswith("z"):
        raise ProofError("bad_proof", "The signature is not written as base58.")
    return base58_decode(text[1:])
