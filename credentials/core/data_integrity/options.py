"""What a proof says of itself: https://www.w3.org/TR/vc-data-integrity/#proofs.

Every member but ``proofValue`` is covered by the signature: with a JCS suite whatever it is, with an RDFC suite
because a word that no context defines is refused. So a member that is not known here may stand; it cannot have
been added by anybody else. Those that are known must have the one form that the specification gives them,
since RDF knows more than one way to write the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from credentials.core.encoding import base58_decode
from credentials.core.errors import EncodingError, ProofError
from credentials.core.times import LEEWAY, parse_time
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import is_absolute

TYPE: Final = "DataIntegrityProof"
_TEXTS: Final = ("challenge", "nonce")


@dataclass(frozen=True)
class Expected:
    """What a proof must have been made for. ``domain`` is one security domain, or several."""

    purpose: str = "assertionMethod"
    domain: str | Sequence[str] | None = None
    challenge: str | None = None


def check_form(proof: Document) -> None:
    """Whether each member that is known has its form (VC-DI §2.1).

    Raises:
        ProofError: ``unknown_proof_type`` or ``bad_proof``.
    """
    if proof.get("type") != TYPE:
        raise ProofError("unknown_proof_type", "The proof is not a Data Integrity proof.")
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or "#" not in method:
        raise ProofError("bad_proof", "The proof does not name its key.")
    good = (
        ("id" not in proof or is_absolute(proof["id"]))
        and all(isinstance(proof.get(name, ""), str) for name in _TEXTS)
        and ("domain" not in proof or bool(_set_of(proof["domain"])))
        and ("previousProof" not in proof or bool(_set_of(proof["previousProof"])))
    )
    if not good:
        raise ProofError("bad_proof", "A part of the proof is badly written.")


def check_use(proof: Document, expected: Expected, now: datetime) -> None:
    """Whether a well-formed proof was made for this, and holds at this moment (VC-DI §4.4).

    Domains match when they are the same strings in whatever order.

    Raises:
        ProofError: ``wrong_purpose``, ``wrong_domain``, ``wrong_challenge``, ``bad_proof`` for a badly written
            time, ``proof_from_the_future`` or ``proof_expired``.
    """
    if proof.get("proofPurpose") != expected.purpose:
        raise ProofError("wrong_purpose", "The signature was made for another purpose.")
    if expected.domain is not None and not is_for(proof, expected.domain):
        raise ProofError("wrong_domain", "The signature was made for somebody else.")
    if expected.challenge is not None and proof.get("challenge") != expected.challenge:
        raise ProofError("wrong_challenge", "The signature answers another question.")
    try:
        made, end = (
            parse_time(proof[name]) if name in proof else None for name in ("created", "expires")
        )
    except EncodingError:
        raise ProofError("bad_proof", "A time in the proof is badly written.") from None
    if made is not None and made > now + LEEWAY:
        raise ProofError("proof_from_the_future", "The signature bears a time yet to come.")
    if end is not None and end <= now:
        raise ProofError("proof_expired", "The signature has expired.")


def is_for(proof: Document, domain: str | Sequence[str]) -> bool:
    """Whether a proof was made for exactly this security domain, or these (VC-DI §4.4, step 6)."""
    found = _set_of(proof.get("domain"))
    return bool(found) and found == _set_of([domain] if isinstance(domain, str) else list(domain))


def previous_of(proof: Document) -> frozenset[str]:
    """The identifiers of the proofs that this one was made over; of a proof whose form holds."""
    return _set_of(proof.get("previousProof"))


def signature_in(proof: Document) -> bytes:
    """The bytes of ``proofValue``: base58btc, as all suites here have it.

    Raises:
        ProofError: ``bad_proof``.
        EncodingError: ``bad_base58``.
    """
    text = proof.get("proofValue")
    if not isinstance(text, str) or not text.startswith("z"):
        raise ProofError("bad_proof", "The signature is not written as base58.")
    return base58_decode(text[1:])


def _set_of(value: JSON) -> frozenset[str]:
    """A string, or a set of strings; empty for anything else, a string written twice included."""
    listed = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one for one in listed):
        return frozenset()
    found = frozenset(listed)
    return found if len(found) == len(listed) else frozenset()
