"""did:web, to and from addresses: https://w3c-ccg.github.io/did-method-web/."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from credentials.core.errors import DidError
from credentials.core.types import Did

PREFIX: Final = "did:web:"
_HOST: Final = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?", re.ASCII)
_STEP: Final = re.compile(r"[A-Za-z0-9._~-]+", re.ASCII)
_LONGEST: Final = 2048
_LAST_PORT: Final = 65_535


def did_web(address: str) -> Did:
    """The DID of the place ``https://host[:port][/path]``.

    Raises:
        DidError: ``bad_did`` when the address has no DID.
    """
    try:
        parts = urlsplit(address)
        steps = [step for step in parts.path.split("/") if step]
        did = PREFIX + ":".join([quote(parts.netloc.lower(), safe=""), *steps])
    except ValueError:
        raise _bad() from None
    web_address(did)
    return did


def web_address(did: Did) -> str:
    """The address of the DID's document; always https.

    Raises:
        DidError: ``unknown_did_method`` or ``bad_did``.
    """
    if not did.startswith(PREFIX):
        raise DidError("unknown_did_method", "This identifier is not a did:web.")
    host, *steps = did.removeprefix(PREFIX).split(":")
    place = unquote(host)
    good = all(_STEP.fullmatch(step) and step not in {".", ".."} for step in steps)
    port = int(place.partition(":")[2] or 1) if _HOST.fullmatch(place) else 0
    if len(did) > _LONGEST or not good or not 0 < port <= _LAST_PORT or ".." in place:
        raise _bad()
    path = "/".join(steps) if steps else ".well-known"
    return f"https://{place}/{path}/did.json"


def _bad() -> DidError:
    return DidError("bad_did", "This did:web is badly written.")
