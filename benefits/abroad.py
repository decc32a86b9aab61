"""Co-ops of other portals: found by an address, and asked for what they publish of themselves.

Everything here may ask the network, so nothing of it runs within a transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from credentials import resolving
from credentials.core import asking
from credentials.core.did import web
from credentials.core.errors import CoreError
from credentials.resolving import PARTNER

DID_FILE: Final = "/did.json"


class HomeError(ValueError):
    """`code`: no_address, of_this_portal, or not_found."""

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
    except CoreError:
        raise HomeError("not_found") from None
    return Home(did, name, endpoint)


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
