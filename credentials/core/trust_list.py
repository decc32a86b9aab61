"""Trust lists: whom a body accredits, all in one signed document: https://www.w3.org/TR/vc-data-model-2.0/#credentials.

A co-op's own accreditation says more, and its status says it sooner; the list is for who wants to know all of
them, or to keep a copy. It is a credential about the list itself, written in the words of the definition and a
few of its own.

A long list names its parts, each a credential too, at an address below its own. What a part says never changes
at its address: another version of the list names other parts, and shares with the last one those that stayed.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
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
"""Entries in one document; one of many more values is refused by verifiers, ours among them."""

MOST_PARTS: Final = 256
"""Parts of one list. Each is a request, to the host of whoever signed the list."""

CONTEXT: Final[Document] = json.loads(
    read_pinned(
        "definitions/v0.1/trust-list.context.jsonld",
        "c7d5cda2a3ed56382a88f91391e1179d1d4abd16776a114795ea8ee05d6f4408",
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


def split(entries: Iterable[Entry]) -> list[tuple[Entry, ...]]:
    """Into as few parts as can be read, by a digest of the DID: who comes or goes changes one part alone."""
    ordered = sorted(entries, key=lambda one: one.did)
    count = 1
    while True:
        parts: list[list[Entry]] = [[] for _ in range(count)]
        for entry in ordered:
            parts[_lot(entry.did) % count].append(entry)
        if max(map(len, parts)) <= MOST:
            return [tuple(part) for part in parts if part]
        count *= 2


def _lot(did: Did) -> int:
    return int.from_bytes(hashlib.sha256(did.encode()).digest()[:8], "big")


def build_trust_list(
    *,
    url: str,
    issuer: Did,
    issuer_name: str,
    number: int,
    entries: Sequence[Entry] = (),
    parts: Sequence[str] = (),
    valid_from: datetime,
    valid_until: datetime,
) -> Document:
    """The list, yet unsigned, with its entries or the addresses of its parts; the same gives the same document.

    Raises:
        CredentialError: ``bad_trust_list`` when it would not be read as one.
        EncodingError: ``bad_time`` when a moment has no zone.
    """
    said = {"listNumber": number, **({"parts": list(parts)} if parts else {})}
    document = _credential(
        url, issuer, issuer_name, said, entries, valid_from=valid_from, valid_until=valid_until
    )
    read_trust_list(document, url=url, issuer=issuer, now=valid_from)
    parts_of(document, url=url)
    return document


def build_part(
    *,
    url: str,
    whole: str,
    issuer: Did,
    issuer_name: str,
    entries: Sequence[Entry],
    valid_from: datetime,
    valid_until: datetime,
) -> Document:
    """A part of the list at ``whole``, yet unsigned; the same entries give the same document.

    Raises:
        CredentialError: ``bad_trust_list`` when it would not be read as one.
        EncodingError: ``bad_time`` when a moment has no zone.
    """
    said = {"partOf": whole}
    document = _credential(
        url, issuer, issuer_name, said, entries, valid_from=valid_from, valid_until=valid_until
    )
    read_part(document, url=url, whole=whole, issuer=issuer, now=valid_from)
    return document


def _credential(
    url: str,
    issuer: Did,
    issuer_name: str,
    said: Document,
    entries: Sequence[Entry],
    *,
    valid_from: datetime,
    valid_until: datetime,
) -> Document:
    return {
        "@context": [CREDENTIALS_V2, definition.CONTEXT, CONTEXT],
        "id": url,
        "type": ["VerifiableCredential", TYPE],
        "issuer": {"id": issuer, "name": issuer_name},
        "validFrom": write_time(valid_from),
        "validUntil": write_time(valid_until),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": "CooperativeTrustList",
            **said,
            "accredited": [_written(entry) for entry in sorted(entries, key=lambda one: one.did)],
        },
    }


def read_trust_list(
    document: Document, *, url: str, issuer: Did, now: datetime
) -> tuple[Entry, ...]:
    """The entries in a body's list that holds now, besides those in its parts.

    Its signature is the caller's to verify.

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


def parts_of(document: Document, *, url: str) -> tuple[str, ...]:
    """The addresses of the parts of a list that was read; each below the list's own.

    Raises:
        CredentialError: ``bad_trust_list``.
    """
    found = document["credentialSubject"].get("parts", [])
    below = url.removesuffix(".json") + "/"
    good = (
        isinstance(found, list)
        and len(found) <= MOST_PARTS
        and all(isinstance(each, str) and _is_below(each, below) for each in found)
        and len(set(found)) == len(found)
    )
    if not good:
        raise CredentialError("bad_trust_list", "The trust list names its parts badly.")
    return tuple(found)


def _is_below(address: str, folder: str) -> bool:
    return address.startswith(folder) and not re.search(r"\.\.|[?#%\\\s]", address)


def read_part(
    document: Document, *, url: str, whole: str, issuer: Did, now: datetime
) -> tuple[Entry, ...]:
    """The entries of a part, at an address that the list at ``whole`` names; as ``read_trust_list``.

    Raises:
        CredentialError: As there, and where it is a part of another list.
        EncodingError: As there.
    """
    entries = read_trust_list(document, url=url, issuer=issuer, now=now)
    if document["credentialSubject"].get("partOf") != whole:
        raise CredentialError("trust_list_of_another", "It is a part of another list.")
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
