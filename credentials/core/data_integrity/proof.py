"""Adding and verifying proofs: https://www.w3.org/TR/vc-data-integrity/#algorithms.

A document carries one proof, or a set of them. Every proof of a set must hold: one that does not is never passed
over because another does. A proof may rest on others of the set (``previousProof``), and covers them then.
A set can lose a proof on the way without a trace, unless another rests on it; who needs two signatures asks
whose they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from credentials.core.data_integrity.chain import MOST_PROOFS, input_of, order_of, proofs_in
from credentials.core.data_integrity.options import (
    TYPE,
    Expected,
    check_form,
    check_use,
    signature_in,
)
from credentials.core.data_integrity.suites import SUITES, Cryptosuite, suite_named
from credentials.core.did.document import find_key
from credentials.core.encoding import base58_encode
from credentials.core.errors import CoreError, ProofError, UnreachableError
from credentials.core.keys import Signer
from credentials.core.times import write_time
from credentials.core.types import Did, Document, Resolve

__all__ = [
    "MOST_PROOFS",
    "SUITES",
    "Cryptosuite",
    "Expected",
    "ProofOutcome",
    "add_proof",
    "append_proof",
    "first_wrong",
    "verify_proof",
    "verify_proofs",
]


_ANYTHING: Final = Expected()


@dataclass(frozen=True)
class ProofOutcome:
    """What became of one proof. ``signer`` counts only where ``error`` is None."""

    cryptosuite: str
    signer: Did
    error: CoreError | None = None


def add_proof(
    document: Document,
    signer: Signer,
    *,
    created: datetime,
    cryptosuite: str = "eddsa-rdfc-2022",
    expected: Expected | None = None,
    expires: datetime | None = None,
    proof_id: str = "",
) -> Document:
    """A copy of an unsigned document with one proof (VC-DI §4.2).

    ``proof_id`` is a URL, such as ``urn:uuid:…``, by which other proofs can rest on this one.

    Raises:
        ProofError: ``already_signed``, ``unknown_cryptosuite``, ``wrong_key_type``, ``bad_proof`` where the
            options are not what a proof may say.
        CanonicalError: When the document has no safe canonical form.
        EncodingError: When it holds values that are written differently elsewhere; ``bad_time`` for a moment
            without a zone.
    """
    if "proof" in document:
        raise ProofError("already_signed", "The document carries a proof already.")
    suite, options = _options(document, signer, cryptosuite, expected or _ANYTHING)
    _date(options, created, expires, proof_id)
    return {**document, "proof": _signed(suite, document, options, signer)}


def append_proof(
    document: Document,
    signer: Signer,
    *,
    created: datetime,
    cryptosuite: str = "eddsa-rdfc-2022",
    expected: Expected | None = None,
    expires: datetime | None = None,
    proof_id: str = "",
    previous: Sequence[str] = (),
) -> Document:
    """A copy of a signed document with one proof more, which rests on those that ``previous`` names (§4.3).

    Raises:
        ProofError: As ``add_proof`` (but ``already_signed``) and ``proofs_in``; ``missing_previous_proof``.
        CanonicalError: When the document has no safe canonical form.
        EncodingError: When it holds values that are written differently elsewhere; ``bad_time`` for a moment
            without a zone.
    """
    suite, options = _options(document, signer, cryptosuite, expected or _ANYTHING)
    _date(options, created, expires, proof_id)
    if previous:
        options["previousProof"] = previous[0] if len(previous) == 1 else list(previous)
    unsigned = _unsigned(document)
    proofs = proofs_in({"proof": [*proofs_in(document), options]})
    over = input_of(unsigned, proofs, order_of(proofs)[-1])
    return {**unsigned, "proof": [*proofs[:-1], _signed(suite, over, options, signer)]}


def _options(
    document: Document, signer: Signer, cryptosuite: str, made_for: Expected
) -> tuple[Cryptosuite, Document]:
    suite = suite_named(cryptosuite)
    if suite.algorithm != signer.algorithm:
        raise ProofError("wrong_key_type", "The key is not of the kind that the proof asks for.")
    options: Document = {
        "type": TYPE,
        "cryptosuite": cryptosuite,
        "created": "",  # here, so that members stand in the order in which people read them
        "verificationMethod": signer.verification_method,
        "proofPurpose": made_for.purpose,
    }
    if "-jcs-" in cryptosuite and "@context" in document:
        options["@context"] = document["@context"]
    if made_for.domain is not None:
        one = isinstance(made_for.domain, str)
        options["domain"] = made_for.domain if one else list(made_for.domain)
    if made_for.challenge is not None:
        options["challenge"] = made_for.challenge
    return suite, options


def _date(options: Document, created: datetime, expires: datetime | None, name: str) -> None:
    options["created"] = write_time(created)
    if expires is not None:
        options["expires"] = write_time(expires)
    if name:
        options["id"] = name


def _signed(suite: Cryptosuite, document: Document, options: Document, signer: Signer) -> Document:
    check_form(options)
    signature = signer.sign(suite.hash_data(document, options))
    return {**options, "proofValue": "z" + base58_encode(signature)}


def _unsigned(document: Document) -> Document:
    return {name: value for name, value in document.items() if name != "proof"}


def verify_proof(
    document: Document, *, resolve: Resolve, now: datetime, expected: Expected | None = None
) -> Did:
    """Verify every proof and return the DID that made them all (VC-DI §4.4, §4.5).

    Raises:
        ProofError: With the code of the first thing that is wrong; ``bad_signature`` when only the
            signature is; ``several_signers`` when they all hold and are not of one DID.
        CanonicalError: When the document has no safe canonical form.
        EncodingError: When the document or a proof is badly written.
        DidError: When the signer's document does not offer the key for this purpose.
        InvalidKeyError: When the key is of another kind.
        UnreachableError: When the signer's document could not be asked for, and nothing else is wrong.
    """
    outcomes = verify_proofs(document, resolve=resolve, now=now, expected=expected)
    wrong = first_wrong(outcomes)
    if wrong is not None:
        raise wrong
    if len({outcome.signer for outcome in outcomes}) > 1:
        raise ProofError("several_signers", "The document is signed by several.")
    return outcomes[0].signer


def verify_proofs(
    document: Document, *, resolve: Resolve, now: datetime, expected: Expected | None = None
) -> tuple[ProofOutcome, ...]:
    """Verify every proof and tell what became of each, in the order of the document (VC-DI §4.5).

    All have to have been made for what is expected. One holds only if those hold that it rests on
    (``previous_proof_failed``).

    Raises:
        ProofError: Where the proofs together are none: see ``proofs_in`` and ``order_of``.
    """
    proofs = proofs_in(document)
    before = order_of(proofs)
    unsigned = _unsigned(document)
    if len(proofs) == 1 and not before[0]:
        return (_outcome(unsigned, proofs[0], resolve, now, expected),)
    outcomes = [
        _outcome(input_of(unsigned, proofs, before[place]), proof, resolve, now, expected)
        for place, proof in enumerate(proofs)
    ]
    for place in _resting_on_false_ones(outcomes, before):
        error = ProofError("previous_proof_failed", "A proof that it rests on does not hold.")
        outcomes[place] = ProofOutcome(outcomes[place].cryptosuite, "", error)
    return tuple(outcomes)


def _resting_on_false_ones(
    outcomes: Sequence[ProofOutcome], before: Sequence[tuple[int, ...]]
) -> set[int]:
    false = {place for place, outcome in enumerate(outcomes) if outcome.error is not None}
    found: set[int] = set()
    while True:
        fallen = false | found
        more = {p for p, needed in enumerate(before) if p not in fallen and fallen & {*needed}}
        if not more:
            return found
        found |= more


def first_wrong(outcomes: Sequence[ProofOutcome]) -> CoreError | None:
    """Why proofs do not hold together; None where all do. What is false goes before what could not be asked."""
    errors = [outcome.error for outcome in outcomes if outcome.error is not None]
    return min(errors, key=lambda error: isinstance(error, UnreachableError), default=None)


def _outcome(
    document: Document, proof: Document, resolve: Resolve, now: datetime, expected: Expected | None
) -> ProofOutcome:
    name = proof.get("cryptosuite")
    known = name if isinstance(name, str) and name in SUITES else ""
    try:
        return ProofOutcome(known, _verified(document, proof, resolve, now, expected or _ANYTHING))
    except CoreError as error:
        return ProofOutcome(known, "", error)


def _verified(
    document: Document, proof: Document, resolve: Resolve, now: datetime, expected: Expected
) -> Did:
    suite = suite_named(proof.get("cryptosuite"))
    check_use(proof, expected, now)
    signature = signature_in(proof)
    # The hash first: what cannot be hashed costs nobody a request.
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    data = suite.hash_data(document, options)
    method: str = proof["verificationMethod"]
    did = method.partition("#")[0]
    key = find_key(resolve(did), did, method, expected.purpose, now=now)
    if key.algorithm != suite.algorithm:
        raise ProofError("wrong_key_type", "The key is not of the kind that the proof asks for.")
    if not key.verify(signature, data):
        raise ProofError("bad_signature", "The signature does not fit the document.")
    return did
