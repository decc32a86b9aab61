"""The proofs of a document, and which of them were made over which: sets and chains.

https://www.w3.org/TR/vc-data-integrity/#proof-sets, https://www.w3.org/TR/vc-data-integrity/#proof-chains.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from credentials.core.data_integrity.options import check_form, previous_of
from credentials.core.errors import ProofError
from credentials.core.types import JSON, Document

MOST_PROOFS: Final = 4
"""Each may name a signer of its own, whom somebody has to ask."""


def proofs_in(document: Document) -> list[Document]:
    """The proofs of a document, one or a set, each well formed.

    Raises:
        ProofError: ``no_proof``, ``too_many_proofs``, ``unknown_proof_type``, ``bad_proof``, or
            ``duplicate_proof`` where two have one identifier.
    """
    found: JSON = document.get("proof")
    proofs: list[JSON] = found if isinstance(found, list) else [found]
    if not proofs or proofs == [None]:
        raise ProofError("no_proof", "The document is not signed.")
    if len(proofs) > MOST_PROOFS:
        raise ProofError("too_many_proofs", "The document carries too many proofs.")
    for proof in proofs:
        if not isinstance(proof, dict):
            raise ProofError("bad_proof", "A proof is badly written.")
        check_form(proof)
    names = [proof["id"] for proof in proofs if "id" in proof]
    if len(set(names)) != len(names):
        raise ProofError("duplicate_proof", "Two proofs have the same identifier.")
    return proofs


def order_of(proofs: Sequence[Document]) -> list[tuple[int, ...]]:
    """For each proof, the places of those that it was made over, in the order of the document (§4.5, step 3).

    Raises:
        ProofError: ``missing_previous_proof``, or ``cyclic_proofs`` where one was made over itself.
    """
    if not any("previousProof" in proof for proof in proofs):
        return [()] * len(proofs)
    places = {proof["id"]: place for place, proof in enumerate(proofs) if "id" in proof}
    before: list[tuple[int, ...]] = []
    for proof in proofs:
        named = previous_of(proof)
        if not named <= places.keys():
            raise ProofError("missing_previous_proof", "A proof that another rests on is missing.")
        before.append(tuple(sorted(places[name] for name in named)))
    settled: set[int] = set()
    while len(settled) < len(before):
        next_ones = {
            place
            for place, needed in enumerate(before)
            if place not in settled and settled.issuperset(needed)
        }
        if not next_ones:
            raise ProofError("cyclic_proofs", "Proofs rest on one another in a circle.")
        settled |= next_ones
    return before


def input_of(unsigned: Document, proofs: Sequence[Document], before: tuple[int, ...]) -> Document:
    """What a proof was made over: the document, with the proofs that it names and no other (§4.5, step 3.3).

    Where it names none, there is no member ``proof`` either: a signature that was alone when it was made stays
    true when another joins it.
    """
    return {**unsigned, "proof": [proofs[place] for place in before]} if before else unsigned
