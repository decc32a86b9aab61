"""Ask the world: identifiers and status lists, from what is published and from nowhere else.

An address of this portal is answered from `PublishedDocument`, exactly what a stranger would be served;
no row of a co-op is read. Other portals are asked through the one client, never within a transaction. Who
did not answer was not asked: what rests on it is *not checked*, whatever an older copy said.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from credentials.core.authority import AccreditationReader
from credentials.core.did import key, web
from credentials.core.did.document import without_keys
from credentials.core.encoding import parse_json
from credentials.core.errors import (
    CoreError,
    CredentialError,
    DidError,
    EncodingError,
    StatusError,
    UnreachableError,
)
from credentials.core.lists import ListReader, careful
from credentials.core.times import parse_time
from credentials.core.types import Did, Document
from credentials.models import DeniedKey, PublishedDocument
from tenants import outbound
from tenants.outbound import (
    DID_DOCUMENT,
    SIGNED_DOCUMENT,
    STATUS_LIST,
    TOTAL,
    Kept,
    OutboundError,
)

# Keys are announced for ten minutes before they sign; half of that is early enough to know them.
FRESH_IDENTIFIER: Final = 300.0
FRESH_LIST: Final = 60.0
MOST_OF_A_LIST: Final = STATUS_LIST.most
SECONDS: Final = 1000


class World:
    """The three ways to ask, for strangers' checks or for partners' visitors: each has a share of its own.

    `total` is how long anybody may take, in seconds.
    """

    def __init__(self, lane: str, total: float = TOTAL) -> None:
        self._lane, self._total = lane, total

    def resolve(self, did: Did) -> Document:
        """The document of a DID.

        Raises DidError where it is badly written or published nowhere, UnreachableError where its portal
        could not be asked.
        """
        if did.startswith(key.PREFIX):
            return key.resolve_key(did)
        url = web.web_address(did)
        if urlsplit(url).netloc == _here():
            return _own_identifier(urlsplit(url).path)
        try:
            fetched = outbound.fetch(
                url, DID_DOCUMENT, fresh=FRESH_IDENTIFIER, lane=self._lane, total=self._total
            )
        except OutboundError as error:
            if error.missing:
                raise DidError(
                    "unknown_did", "The issuer's portal does not know this issuer."
                ) from None
            raise UnreachableError(
                "issuer_not_checked", "The issuer's portal could not be asked."
            ) from None
        try:
            document = _object(fetched.body)
        except EncodingError:
            raise DidError("bad_did_document", "The issuer's document cannot be read.") from None
        if document.get("id") != did:
            raise DidError("wrong_document", "The document answers another identifier.")
        return document

    def fetch_status(self, url: str) -> Document:
        """The status list at an address, as published.

        Raises StatusError where none is published there, UnreachableError where the address's portal
        could not be asked.
        """
        try:
            if url.startswith(f"{settings.CANONICAL_ORIGIN}/"):
                return _own_list(url)
            return self._list(url)
        except EncodingError:
            raise StatusError("bad_status_list", "The status list cannot be read.") from None
        except OutboundError as error:
            if error.missing:
                raise _no_list() from None
            raise UnreachableError(
                "list_not_checked", "The portal of the list could not be asked."
            ) from None

    def fetch_linked(self, url: str) -> Document:
        """What a co-op publishes of itself at an address.

        Raises CredentialError where nothing is published there, UnreachableError where the address's portal
        could not be asked.
        """
        try:
            if url.startswith(f"{settings.CANONICAL_ORIGIN}/"):
                found = _published(url)
                if found is None:
                    raise _nothing_linked()
                return found
            kept = outbound.fetch(url, SIGNED_DOCUMENT, fresh=FRESH_LIST, lane=self._lane)
            return _object(kept.body)
        except EncodingError:
            raise CredentialError(
                "bad_presentation", "What the co-op publishes of itself cannot be read."
            ) from None
        except OutboundError as error:
            if error.missing:
                raise _nothing_linked() from None
            raise UnreachableError(
                "accreditation_not_checked", "The co-op's portal could not be asked who may issue."
            ) from None

    def accreditations(self, now: datetime) -> AccreditationReader:
        """A reader of what co-ops show of themselves; whatever it asks, it asks once."""
        resolve = careful(self.resolve)
        lists = ListReader(now=now, resolve=resolve, fetch_status=self.fetch_status)
        return AccreditationReader(now, resolve, self.fetch_linked, lists)

    def _list(self, url: str) -> Document:
        fetched = outbound.fetch(url, STATUS_LIST, fresh=FRESH_LIST, lane=self._lane)
        document = _object(fetched.body)
        if _is_over(document, fetched):
            fetched = outbound.fetch(url, STATUS_LIST, fresh=0, lane=self._lane)
            document = _object(fetched.body)
        return document


STRANGER: Final = World("stranger")
PARTNER: Final = World("partner")
DESK: Final = World("partner", total=3.0)  # somebody stands there and waits
resolve = STRANGER.resolve
fetch_status = STRANGER.fetch_status
fetch_linked = STRANGER.fetch_linked


def host_of(did: Did) -> str:
    """The host that answers for a DID of the web; empty for other kinds."""
    try:
        return urlsplit(web.web_address(did)).netloc
    except DidError:
        return ""


def place_of(did: Did) -> str:
    """The folder beside the document of a DID of this portal."""
    return settings.CANONICAL_ORIGIN + urlsplit(web.web_address(did)).path.removesuffix("did.json")


def is_here(did: Did) -> bool:
    return host_of(did) == _here()


def _is_over(document: Document, fetched: Kept) -> bool:
    """Whether a kept list is older than its own word allows. One just fetched is for its reader to judge."""
    subject = document.get("credentialSubject")
    lives = subject.get("ttl") if isinstance(subject, dict) else None
    if isinstance(lives, int) and fetched.age > lives / SECONDS:
        return True
    try:
        until = parse_time(document.get("validUntil"))
    except CoreError:
        return False
    fetched_at = datetime.fromtimestamp(fetched.fetched_at, UTC)
    return fetched_at < until <= datetime.fromtimestamp(fetched.fetched_at + fetched.age, UTC)


def _own_identifier(path: str) -> Document:
    try:
        found = _published(f"{settings.CANONICAL_ORIGIN}{path}")
    except EncodingError:
        raise DidError("bad_did_document", "The issuer's document cannot be read.") from None
    if found is None:
        raise DidError("unknown_did", "No co-op of this portal has this identifier.")
    denied = DeniedKey.objects.filter(did=str(found.get("id")))
    return without_keys(found, set(denied.values_list("public_multikey", flat=True)))


def _own_list(url: str) -> Document:
    found = _published(url)
    if found is None:
        raise _no_list()
    return found


def _nothing_linked() -> CredentialError:
    return CredentialError("not_linked", "The co-op links to nothing that is published.")


def _no_list() -> StatusError:
    return StatusError("no_status_list", "No status list is published at this address.")


def _here() -> str:
    return urlsplit(settings.CANONICAL_ORIGIN).netloc.lower()


def _published(url: str) -> Document | None:
    body = PublishedDocument.objects.filter(url=url).values_list("body", flat=True).first()
    return None if body is None else _object(body)


def _object(body: bytes | str) -> Document:
    document = parse_json(body, most=MOST_OF_A_LIST)
    if not isinstance(document, dict):
        raise EncodingError("bad_json", "This is not a JSON object.")
    return document
