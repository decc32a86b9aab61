"""Whether a co-op is a partner here. Agreements are made in an app above; it says so when it starts."""

from __future__ import annotations

from collections.abc import Callable

_told: list[Callable[[str], bool]] = []


def say(is_partner: Callable[[str], bool]) -> None:
    """Contribute a way to know; it is asked with a DID, within the co-op."""
    _told.append(is_partner)


def is_partner(did: str) -> bool:
    """Whether an agreement is in force between the current co-op and this one."""
    return any(each(did) for each in _told)
