"""What suites send, and the portal does not take: the examples' context, and data model 1.1.

The examples' context says that every other word is an example. The suites know it by heart; here it is put in
its place before anything is read. A document in data model 1.1 is signed and verified with its words as they are.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from credentials.core.canonical.jsonld import to_dataset
from credentials.core.checks import check_form
from credentials.core.credential import issuer_of
from credentials.core.data_integrity.proof import verify_proof
from credentials.core.encoding import check_json
from credentials.core.errors import CredentialError
from credentials.core.report import PASSED
from credentials.core.times import parse_time
from credentials.core.types import JSON, Document, Resolve
from credentials.core.vocabulary import is_absolute

V1: Final = "https://www.w3.org/2018/credentials/v1"
DATA_INTEGRITY: Final = "https://w3id.org/security/data-integrity/v2"
EXAMPLES: Final = "https://www.w3.org/ns/credentials/examples/v2"
_EXAMPLES: Final = {"@vocab": "https://www.w3.org/ns/credentials/examples#"}


def with_examples(document: Document) -> Document:
    """A copy in which the examples' context stands inline, also within what is presented.

    Under a JCS suite the very letters are signed: those documents stay as they are.
    """
    proofs = document.get("proof")
    listed = proofs if isinstance(proofs, list) else [proofs]
    if any(isinstance(one, dict) and "-jcs-" in str(one.get("cryptosuite")) for one in listed):
        return document
    found = dict(document)
    contexts = found.get("@context")
    if isinstance(contexts, list):
        found["@context"] = [_plain(one) for one in contexts]
    shown = found.get("verifiableCredential")
    if isinstance(shown, list):
        found["verifiableCredential"] = [
            with_examples(one) if isinstance(one, dict) else one for one in shown
        ]
    return found


def _plain(context: JSON) -> JSON:
    if context == EXAMPLES:
        return _EXAMPLES
    nested = isinstance(context, dict) and set(context) == {"@context"}
    return context["@context"] if nested else context


def is_of_1_1(document: JSON) -> bool:
    contexts = document.get("@context") if isinstance(document, dict) else None
    return isinstance(contexts, list) and contexts[:1] == [V1]


def with_data_integrity(document: Document) -> Document:
    """Data model 1.1 does not know the words of a proof."""
    if DATA_INTEGRITY in document["@context"]:
        return document
    return {**document, "@context": [*document["@context"], DATA_INTEGRITY]}


def check_unsigned(document: Document) -> None:
    """Raises CoreError where its form does not hold."""
    if is_of_1_1(document):
        check_1_1(document)
        return
    for check in check_form(document):
        if check.outcome is not PASSED:
            raise CredentialError(check.code, check.sentence)


def check_1_1(document: Document) -> None:
    """The form of data model 1.1, as far as suites look at it. Raises CoreError."""
    check_json(document)
    types, subject = document.get("type"), document.get("credentialSubject")
    if not isinstance(types, list) or "VerifiableCredential" not in types:
        raise CredentialError("bad_type", "The credential does not say what it is.")
    if not isinstance(subject, dict) or not subject:
        raise CredentialError("bad_subject", "The credential says nothing about anybody.")
    if "id" in document and not is_absolute(document["id"]):
        raise CredentialError("bad_id", "The identifier of the credential is badly written.")
    parse_time(document.get("issuanceDate"))
    issuer_of(document)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    to_dataset(with_data_integrity(with_examples(unsigned)))


def verify_1_1(document: Document, *, resolve: Resolve, now: datetime) -> None:
    """Raises CoreError where it is not genuine or has expired."""
    check_1_1(document)
    if verify_proof(document, resolve=resolve, now=now) != issuer_of(document):
        raise CredentialError("issuer_mismatch", "It was signed by somebody else.")
    if "expirationDate" in document and parse_time(document["expirationDate"]) <= now:
        raise CredentialError("expired", "It has expired.")
