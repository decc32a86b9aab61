"""Co-ops of other portals: found by an address, and asked for what they publish of themselves.

Everything here may ask the network, so nothing of it runs within a transaction.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from django.utils import timezone

from benefits.statements import Statement, StatementError, read_statement
from credentials import resolving
from credentials.core import asking
from credentials.core.did import web
from credentials.core.encoding import parse_json
from credentials.core.errors import CoreError
from credentials.resolving import PARTNER
from tenants import outbound
from tenants.outbound import SIGNED_DOCUMENT, OutboundError

DID_FILE: Final = "/did.json"
log = logging.getLogger(__name__)

PROPOSAL: Final = "proposal"
READING: Final = "staff/agreements/abroad/read/"


class HomeError(ValueError):
    """`code`: no_address, of_this_portal, not_found, name_too_long, or no_proposal."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Home:
    """A co-op by its DID, its own word for its name, and where its members answer."""

    did: str
    name: str
    endpoint: str

    @property
    def portal(self) -> str:
        return resolving.host_of(self.did)


def did_at(address: str) -> str:
    """The identifier behind what was typed: a DID, or the address of the co-op's page.

    Raises HomeError.
    """
    text = address.strip()
    if not text.startswith(web.PREFIX):
        text = _did_of_page(text)
    if not resolving.host_of(text):
        raise HomeError("no_address")
    if resolving.is_here(text):
        raise HomeError("of_this_portal")
    return text


def read_home(did: str) -> Home:
    """What a co-op publishes of itself now. Raises HomeError."""
    try:
        name, endpoint = asking.find_home(PARTNER.resolve(did), did)
    except CoreError as error:
        too_long = error.code == "name_too_long"
        raise HomeError(error.code if too_long else "not_found") from None
    return Home(did, name, endpoint)


def statement_address(did: str, code: UUID) -> str:
    """Where a co-op publishes its side of an agreement: beside its own document, on its own host."""
    return f"{_folder_of(did)}agreements/{code}.json"


def reading_address(did: str, proposal: str) -> str:
    """Where the other's team reads a proposal, on its own portal."""
    return f"{_folder_of(did)}{READING}?{urlencode({PROPOSAL: proposal})}"


def visiting_address(did: str) -> str:
    """Where a co-op of another portal welcomes visitors."""
    return f"{_folder_of(did)}visit/"


def proposal_at(address: str) -> tuple[str, UUID]:
    """Who proposes which agreement, by the address that was sent. Raises HomeError."""
    text = address.strip()
    try:
        within = parse_qs(urlsplit(text).query).get(PROPOSAL)
        text = within[0] if within else text
        place, _slash, file = text.rpartition("/agreements/")
        code = UUID(file.removesuffix(".json"))
        did = did_at(place)
        exact = statement_address(did, code) == text
    except (CoreError, ValueError) as error:
        raise error if isinstance(error, HomeError) else HomeError("no_proposal") from None
    if not exact:
        raise HomeError("no_proposal")
    return did, code


def fetch_statement(did: str, code: UUID) -> tuple[Statement, str]:
    """What a co-op says now of an agreement, and the document itself. Raises StatementError."""
    address = statement_address(did, code)
    try:
        body = outbound.fetch(address, SIGNED_DOCUMENT, fresh=0, lane="partner").body
        document = parse_json(body, most=SIGNED_DOCUMENT.most)
    except OutboundError as error:
        raise StatementError("nothing_there" if error.missing else "unreachable") from None
    except CoreError:
        raise StatementError("unreadable") from None
    if not isinstance(document, dict):
        raise StatementError("unreadable")
    said = read_statement(
        document,
        issuer=did,
        code=code,
        address=address,
        resolve=PARTNER.resolve,
        now=timezone.now(),
    )
    return said, body.decode()


def send_news(did: str, code: UUID) -> None:
    """Tell the other side that there is something to read. What comes of it is its own affair."""
    try:
        outbound.post(statement_address(did, code), b"", content_type="application/json")
    except OutboundError as error:
        log.info(
            "The portal of %s was not told of news (%s); it will look itself.", did, error.reason
        )


def _folder_of(did: str) -> str:
    return web.web_address(did).removesuffix("did.json").removesuffix(".well-known/")


def _did_of_page(text: str) -> str:
    """did:web of https://host/c/slug/…: pages below the co-op's own count as the co-op's."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        if parts.scheme != "https" or not parts.netloc:
            raise HomeError("no_address")
        steps = [step for step in parts.path.removesuffix(DID_FILE).split("/") if step]
        whole = "/".join(steps[:2] if steps[:1] == ["c"] else steps)
        return web.did_web(f"https://{parts.netloc}/{whole}")
    except (CoreError, ValueError):
        raise HomeError("no_address") from None
