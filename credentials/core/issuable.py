"""What a program may have signed in a co-op's name: https://www.w3.org/TR/vcalm/#issue-credential.

Anything that the data model allows and that means what it says, from the co-op itself, but nothing in the
words that our own readers act on: memberships and accreditations come from the register and from rulings,
status lists and presentations from what is published. The words are looked for in what is signed, not in
how it is written, so that no other spelling leads to them.
"""

from __future__ import annotations

from typing import Final

from credentials.core.canonical.jsonld import to_dataset
from credentials.core.checks import check_form
from credentials.core.credential import issuer_of
from credentials.core.errors import CredentialError
from credentials.core.report import PASSED
from credentials.core.types import JSON, Did, Document
from credentials.core.vocabulary import NAMESPACE

_STATUS: Final = "https://www.w3.org/ns/credentials/status#"
_VC: Final = "https://www.w3.org/2018/credentials#"
_RESERVED: Final = frozenset(
    {
        f"{_STATUS}BitstringStatusListCredential",
        f"{_STATUS}BitstringStatusList",
        f"{_VC}VerifiablePresentation",
        f"{_VC}EnvelopedVerifiablePresentation",
    }
)
# Ours, and those in which an issuer says which websites are its own.
_RESERVED_HOSTS: Final = (NAMESPACE.partition("/ns/")[0], "https://identity.foundation")


def check_issuable(document: JSON, issuer: Did) -> Document:
    """The document, if it may be signed for this issuer as it is.

    Raises:
        CredentialError: ``already_signed``, ``wrong_issuer``, ``reserved_words`` or a code of the form.
        CanonicalError: When it has no safe canonical form.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    for check in check_form(document):
        if check.outcome is not PASSED:
            raise CredentialError(check.code, check.sentence)
    whole: Document = document
    if "proof" in whole:
        raise CredentialError("already_signed", "The credential carries a proof already.")
    if issuer_of(whole) != issuer:
        raise CredentialError(
            "wrong_issuer", "The credential names another issuer than this co-op."
        )
    if any(_is_reserved(name) for name in _names(to_dataset(whole))):
        raise CredentialError(
            "reserved_words",
            "Cards, accreditations, status lists and presentations are not issued by programs; nor is what"
            " says whose website something is.",
        )
    return whole


def _names(dataset: Document) -> list[str]:
    """Every identifier in what would be signed."""
    triples = [triple for graph in dataset.values() for triple in graph]
    terms = [triple[part] for triple in triples for part in ("subject", "predicate", "object")]
    kinds = [term["datatype"] for term in terms if "datatype" in term]
    return kinds + [term["value"] for term in terms if term["type"] == "IRI"]


def _is_reserved(name: str) -> bool:
    return name in _RESERVED or name.lower().startswith(_RESERVED_HOSTS)
