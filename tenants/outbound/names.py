"""One question to the name servers, within one deadline. They are asked for text, never for where to go."""

from __future__ import annotations

from typing import Final

from dns.exception import DNSException, Timeout
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from tenants.outbound.errors import OutboundError

TOTAL: Final = 5.0


def texts(name: str, *, server: tuple[str, int] | None, total: float | None = None) -> list[str]:
    """The TXT records of a whole name, each in one piece. Raises OutboundError where nobody answers."""
    try:
        answer = _resolver(server).resolve(name, "TXT", search=False, lifetime=total or TOTAL)
    except (NXDOMAIN, NoAnswer):
        return []
    except Timeout:
        raise OutboundError("too_slow") from None
    except (DNSException, OSError, ValueError) as error:
        raise OutboundError("unreachable") from error
    return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]


def _resolver(server: tuple[str, int] | None) -> Resolver:
    """The operator's, or those that this machine asks."""
    if server is None:
        return Resolver()
    found = Resolver(configure=False)
    address, found.port = server
    found.nameservers = [address]
    return found
