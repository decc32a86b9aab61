"""Where we may go: addresses as text, and addresses of machines. Nothing here asks the network."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final
from urllib.parse import unquote

from tenants.outbound.errors import OutboundError

HTTPS: Final = 443
LONGEST: Final = 2048
HIGHEST_PORT: Final = 65535
# One spelling only: what two readers could understand differently is refused.
_ADDRESS: Final = re.compile(
    r"https://(?P<netloc>(?P<host>[a-z0-9.-]{1,253})(?::(?P<port>[1-9][0-9]{0,4}))?)"
    r"(?P<target>/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?",
    re.ASCII,
)
_LABEL: Final = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
# Names that no public name server answers for, or that mean this machine or this building.
_NOT_PUBLIC: Final = frozenset(
    [
        "alt",
        "arpa",
        "corp",
        "domain",
        "example",
        "home",
        "internal",
        "intranet",
        "invalid",
        "lan",
        "local",
        "localdomain",
        "localhost",
        "onion",
        "private",
        "test",
    ]
)
# https://www.iana.org/assignments/iana-ipv4-special-registry and multicast; one cloud's own address.
_NOT_V4: Final = tuple(
    map(
        IPv4Network,
        [
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "168.63.129.16/32",
        ],
    )
)
# https://www.iana.org/assignments/iana-ipv6-special-registry: what is special within the public part.
_V6: Final = IPv6Network("2000::/3")
_NOT_V6: Final = tuple(
    map(IPv6Network, ["2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20"])
)
_ISATAP: Final = {0x0000_5EFE, 0x0200_5EFE}


@dataclass(frozen=True)
class Detour:
    """What the operator says about one host: where it is, and who signs its certificate."""

    address: str = ""
    port: int = 0
    authority: str = ""


@dataclass(frozen=True)
class Place:
    """An address that may be asked. `address` is the operator's; empty means: ask the name servers."""

    netloc: str
    host: str
    port: int
    target: str
    address: str = ""
    authority: str = ""


def place_of(url: str, *, detours: Mapping[str, Detour], own_host: str) -> Place:
    """Read an address. Raises OutboundError for one that we do not go to."""
    found = _ADDRESS.fullmatch(url) if len(url) <= LONGEST else None
    if found is None:
        raise OutboundError("bad_address")
    netloc, host, port = found["netloc"], found["host"], int(found["port"] or HTTPS)
    target = found["target"] or "/"
    if port > HIGHEST_PORT or _climbs(target):
        raise OutboundError("bad_address")
    if host == own_host:
        raise OutboundError("own_host")
    detour = detours.get(netloc)
    if detour is not None:
        address, dialled = detour.address, detour.port or port
        return Place(netloc, host, dialled, target, address, detour.authority)
    if not _is_public_name(host):
        raise OutboundError("bad_host")
    if port != HTTPS:
        raise OutboundError("bad_port")
    return Place(netloc, host, port, target)


def check_domain(domain: str, *, named: Collection[str]) -> None:
    """Whether name servers may be asked for it. Raises OutboundError for a name that none of the public ones has."""
    if domain not in named and not _is_public_name(domain):
        raise OutboundError("bad_host")


def _climbs(target: str) -> bool:
    path = target.partition("?")[0]
    if re.search(r"%(?![0-9A-Fa-f]{2})", target):
        return True
    steps = path.split("/")[1:]
    return any(unquote(step) in {".", ".."} for step in steps) or any(
        not step for step in steps[:-1]
    )


def _is_public_name(host: str) -> bool:
    """At least two labels, none of them strange; the last no number, so no address in any spelling."""
    labels = host.split(".")
    return (
        len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1])
        and labels[-1] not in _NOT_PUBLIC
    )


@lru_cache(maxsize=1024)
def is_public(text: str) -> bool:
    """Whether a machine's address is one of the public internet's; what is not known to be is not."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_V4)
    return _is_public_v6(address)


def _is_public_v6(address: IPv6Address) -> bool:
    within = address.scope_id is None and address in _V6
    tunnel = (int(address) >> 32) & 0xFFFF_FFFF in _ISATAP
    return within and not tunnel and not any(address in network for network in _NOT_V6)
