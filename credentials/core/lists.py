"""Reading the status of credentials from lists that strangers publish.

https://www.w3.org/TR/vc-bitstring-status-list/#validate-algorithm. A list counts when its signature, issuer,
address, purpose and dates hold. What cannot be known is never taken for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from credentials.core.canonical.jsonld import check_document
from credentials.core.credential import check_credential
from credentials.core.data_integrity.proof import verify_proof
from credentials.core.errors import CoreError, DidError, StatusError, UnreachableError
from credentials.core.report import (
    FAILED,
    NOT_CHECKED,
    PASSED,
    Check,
    Standing,
    passed,
    refused,
    skipped,
)
from credentials.core.status import PURPOSES, StatusEntry, is_set, read_status_list
from credentials.core.types import JSON, Did, Document, FetchStatus, Resolve

MOST_STATUSES: Final = 4
"""Ours have two. Each is a request to a host that whoever signs may choose."""

_SET: Final = {
    "revocation": ("ended", "The issuer has ended it."),
    "suspension": ("suspended", "The issuer has suspended it for now."),
}


class ListReader:
    """Status lists, each fetched and verified once however many cards stand in it."""

    def __init__(self, *, now: datetime, resolve: Resolve, fetch_status: FetchStatus) -> None:
        """Take the moment and the two ways to ask."""
        self._now, self._resolve, self._fetch = now, careful(resolve), fetch_status
        self._read: dict[tuple[str, Did, str], bytes | CoreError] = {}

    def bits(self, url: str, issuer: Did, purpose: str) -> bytes:
        """The bits of a list whose signature, issuer, purpose and dates hold.

        Raises:
            CoreError: With the code of the first thing that does not; ``UnreachableError`` when it
                could not be asked for or is out of date.
        """
        key = (url, issuer, purpose)
        if key not in self._read:
            try:
                self._read[key] = self._verified(url, issuer, purpose)
            except CoreError as error:
                self._read[key] = error
        found = self._read[key]
        if isinstance(found, CoreError):
            raise found
        return found

    def _verified(self, url: str, issuer: Did, purpose: str) -> bytes:
        document = self._fetch(url)
        check_credential(document)
        check_document(document)
        try:
            bits = read_status_list(
                document, url=url, issuer=issuer, purpose=purpose, now=self._now
            )
        except CoreError as error:
            if error.code == "list_expired":
                raise UnreachableError(error.code, str(error)) from None
            raise
        if verify_proof(document, resolve=self._resolve, now=self._now) != issuer:
            raise StatusError("list_not_of_issuer", "The status list is signed by another.")
        return bits


def careful(resolve: Resolve) -> Resolve:
    """Each DID is asked for once, and an answer that is no document is none."""
    known: dict[Did, Document] = {}

    def ask(did: Did) -> Document:
        if did not in known:
            document: JSON = resolve(did)
            if not isinstance(document, dict):
                raise DidError("wrong_document", "The document answers another identifier.")
            known[did] = document
        return known[did]

    return ask


def check_statuses(
    found: JSON, issuer: Did, *, required: bool, reader: ListReader | None
) -> Iterable[Check]:
    """One check per purpose that ``credentialStatus`` names; without a reader none is made.

    Where it has more entries than a card can need, no list is read.
    """
    listed = found if isinstance(found, list) else [] if found is None else [found]
    for purpose in PURPOSES:
        entries = [one for one in listed if _concerns(one, purpose)]
        if entries and reader is None:
            yield skipped(purpose)
        elif entries and len(listed) > MOST_STATUSES:
            yield Check(purpose, FAILED, "too_many_statuses", "It names too many status lists.")
        elif entries and reader is not None:
            checks = [_check_entry(one, purpose, issuer, reader) for one in entries]
            yield min(checks, key=lambda check: _WORST.index(check.outcome))
        elif required:
            yield Check(purpose, FAILED, "no_status", "The issuer publishes no status for it.")


_WORST: Final = (FAILED, NOT_CHECKED, PASSED)


def _concerns(entry: JSON, purpose: str) -> bool:
    """A kind of status that is not known here concerns every purpose: it is never passed over."""
    if not isinstance(entry, dict):
        return True
    try:
        return StatusEntry.from_json(entry).purpose == purpose
    except CoreError:
        return True


def _check_entry(entry: JSON, purpose: str, issuer: Did, reader: ListReader) -> Check:
    try:
        place = StatusEntry.from_json(entry)
        bit = is_set(reader.bits(place.url, issuer, purpose), place.index)
    except CoreError as error:
        if error.code == "unknown_status_type":
            return Check(purpose, NOT_CHECKED, error.code, str(error))
        return refused(purpose, error)
    return Check(purpose, FAILED, *_SET[purpose]) if bit else passed(purpose)


def standing_of(statuses: Sequence[Check]) -> Standing:
    """What the lists say together; unknown as long as any of them is."""
    codes = {check.code for check in statuses if check.outcome is FAILED}
    if "ended" in codes:
        return "ended"
    if not statuses or any(check.outcome is NOT_CHECKED for check in statuses):
        return "unknown"
    if "suspended" in codes:
        return "suspended"
    return "unknown" if codes else "good"
