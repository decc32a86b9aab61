"""Ask the world: identifiers and status lists, from what is published and from nowhere else.

An address of this portal is answered from `PublishedDocument`, exactly what a stranger would be served;
no row of a co-op is read. Other portals cannot be asked yet: what comes from there stays unchecked.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

from credentials.core.did import key, web
from credentials.core.encoding import parse_json
from credentials.core.errors import DidError, EncodingError, StatusError, UnreachableError
from credentials.core.types import Did, Document
from credentials.models import PublishedDocument

ELSEWHERE: Final = "issuer_not_checked"


def resolve(did: Did) -> Document:
    """The document of a DID.

    Raises DidError where it is badly written or not published here, UnreachableError where it is another
    portal's.
    """
    if did.startswith(key.PREFIX):
        return key.resolve_key(did)
    parts = urlsplit(web.web_address(did))
    if parts.netloc != _here():
        raise UnreachableError(ELSEWHERE, "The issuer is not of this portal and was not asked.")
    try:
        found = _published(f"{settings.CANONICAL_ORIGIN}{parts.path}")
    except EncodingError:
        raise DidError("bad_did_document", "The issuer's document cannot be read.") from None
    if found is None:
        raise DidError("unknown_did", "No co-op of this portal has this identifier.")
    return found


def fetch_status(url: str) -> Document:
    """The status list at an address, as published.

    Raises StatusError where none is published there, UnreachableError where the address is another
    portal's.
    """
    if not url.startswith(f"{settings.CANONICAL_ORIGIN}/"):
        raise UnreachableError(
            "list_not_checked", "The list is not of this portal and was not read."
        )
    try:
        found = _published(url)
    except EncodingError:
        raise StatusError("bad_status_list", "The status list cannot be read.") from None
    if found is None:
        raise StatusError("no_status_list", "No status list is published at this address.")
    return found


def _here() -> str:
    return urlsplit(settings.CANONICAL_ORIGIN).netloc.lower()


def _published(url: str) -> Document | None:
    body = PublishedDocument.objects.filter(url=url).values_list("body", flat=True).first()
    if body is None:
        return None
    document = parse_json(body)
    if not isinstance(document, dict):
        raise EncodingError("bad_json", "This is not a JSON object.")
    return document
