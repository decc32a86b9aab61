"""Who is a partner here. Agreements are made in an app above; it says so when it starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class _Told:
    one: Callable[[str], bool]
    all: Callable[[], Iterable[str]]


_told: list[_Told] = []


def say(is_partner: Callable[[str], bool], dids: Callable[[], Iterable[str]]) -> None:
    """Contribute a way to know of one co-op, by its DID, and of all; asked within the current co-op."""
    _told.append(_Told(is_partner, dids))


def is_partner(did: str) -> bool:
    """Whether an agreement is in force between the current co-op and this one."""
    return any(each.one(did) for each in _told)


def dids() -> frozenset[str]:
    """All with whom the current co-op has an agreement in force."""
    return frozenset(did for each in _told for did in each.all())
