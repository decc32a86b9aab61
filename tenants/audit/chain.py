"""How one fact is bound to all before it. Pure: from values to a digest.

What is hashed are ids, a name of ours and a moment; what is known of a person stands elsewhere and may be forgotten.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

FIRST: Final = "coopportal log 1"


@dataclass(frozen=True)
class Fact:
    """A fact as it was recorded; `by` is the code of whoever of the team did it."""

    code: UUID
    name: str
    data: dict[str, Any]
    at: datetime
    by: UUID | None


def beginning(cooperative: UUID) -> str:
    """What the first line follows: no co-op's chain can be passed off as another's."""
    return hashlib.sha256(f"{FIRST}\n{cooperative}".encode()).hexdigest()


def digest(before: str, position: int, fact: Fact) -> str:
    """SHA-256 over the digest before, and the fact with its place as JSON with sorted keys and no spaces."""
    told = {
        "at": fact.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": str(fact.by) if fact.by else "",
        "code": str(fact.code),
        "data": fact.data,
        "name": fact.name,
        "position": position,
    }
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def continued(before: str, position: int, facts: Iterable[Fact]) -> Iterator[tuple[int, str]]:
    """Place and digest of each further fact, after the line at `position`."""
    for number, fact in enumerate(facts, position + 1):
        before = digest(before, number, fact)
        yield number, before
