"""Trust lists: whom a body accredits, all in one signed document: https://www.w3.org/TR/vc-data-model-2.0/#credentials.

A co-op's own accreditation says more, and its status says it sooner; the list is for who wants to know all of
them, or to keep a copy. It is a credential about the list itself, written in the words of the definition and a
few of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Final

from credentials.core import definition
from credentials.core.credential import check_credential, issuer_of, period_of
from credentials.core.errors import CredentialError
from credentials.core.times import write_time
from credentials.core.types import Did, Document
from credentials.core.vocabulary import CREDENTIALS_V2, read_pinned

TYPE: Final = "CooperativeTrustListCredential"
MOST: Final = 90
"""Entries; a document of many more values is refused by verifiers, ours among them."""

CONTEXT: Final[Document] = json.loads(
    read_pinned(
        "definitions/v0.1-draft/trust-list.context.jsonld",
        "574264035b5cf3235cccf28ceb953dde77098f00176021382b31bb0818488e48",
    )
)["@context"]
_STANDINGS: Final = ("inForce", "suspended")
_WORDS: Final = {
    "name": "legalName",
    "category": "eligibilityCategory",
    "level": "cooperativeLevel",
    "assurance": "assuranceLevel",
    "since": "accreditedSince",
    "until": "accreditedUntil",
    "standing": "standing",
}


@dataclass(frozen=True)
class Entry:
    """One co-op on the list. Days as written, so that an entry is its own JSON."""

    did: Did
    name: str
    category: str
    level: str
    assurance: str
    since: str
    until: str
    standing: str

    def to_json(self) -> dict[str, str]:
        """As it is kept."""
        return asdict(self)


def build_trust_list(
    *,
    url: str,
    issuer: Did,
    issuer_name: str,
    number: int,
    entries: Sequence[Entry],
    valid_from: datetime,
    valid_until: datetime,
) -> Document:
    """The list, yet unsigned; the same entries give the same document.

    Raises:
        CredentialError: ``bad_trust_list`` when it would not be read as one.
        EncodingError: ``bad_time`` when a moment has no zone.
    """
    document: Document = {
        "@context": [CREDENTIALS_V2, definition.CONTEXT, CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", TYPE],
        "issuer": {"id": issuer, "name": issuer_name},
        "validFrom": write_time(valid_from),
        "validUntil": write_time(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "CooperativeTrustList",
            "listNumber": number,
            "accredited": [_written(entry) for entry in sorted(entries, key=lambda one: one.did)],
        },
    }
    read_trust_list(document, url=url, issuer=issuer, now=valid_from)
    return document


def read_trust_list(
    document: Document, *, url: str, issuer: Did, now: datetime
) -> tuple[Entry, ...]:
    """The entries of a body's list that holds now. Its signature is the caller's to verify.

    Raises:
        CredentialError: ``bad_trust_list``, ``trust_list_of_another``, ``trust_list_expired``, or as
            ``check_credential`` does.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    check_credential(document)
    subject = document["credentialSubject"]
    if TYPE not in document["type"] or not isinstance(subject, dict):
        raise CredentialError("bad_trust_list", "This is not a trust list.")
    if document.get("id") != url or issuer_of(document) != issuer:
        raise CredentialError("trust_list_of_another", "The trust list is of somebody else.")
    start, end = period_of(document)
    if start is None or end is None or not start <= now < end:
        raise CredentialError("trust_list_expired", "The trust list is out of date.")
    listed = subject.get("accredited")
    if not isinstance(listed, list) or len(listed) > MOST:
        raise CredentialError("bad_trust_list", "This is not a trust list.")
    entries = tuple(_read(item) for item in listed)
    if len({entry.did for entry in entries}) != len(entries):
        raise CredentialError("bad_trust_list", "A co-op stands twice on the trust list.")
    return entries


def _written(entry: Entry) -> Document:
    words = {word: getattr(entry, name) for name, word in _WORDS.items()}
    return {"id": entry.did, **{word: value for word, value in words.items() if value}}


def _read(item: object) -> Entry:
    if not isinstance(item, dict) or not all(isinstance(value, str) for value in item.values()):
        raise CredentialError("bad_trust_list", "An entry of the trust list is badly written.")
    found = Entry(item.get("id", ""), **{name: item.get(word, "") for name, word in _WORDS.items()})
    try:
        in_order = date.fromisoformat(found.since) <= date.fromisoformat(found.until)
    except ValueError:
        in_order = False
    known = (
        found.standing in _STANDINGS
        and found.category in definition.CATEGORIES
        and found.assurance in definition.ASSURANCE_LEVELS
    )
    if not (in_order and known and found.did.startswith("did:") and found.name):
        raise CredentialError("bad_trust_list", "An entry of the trust list is badly written.")
    return found
