"""What is known of one address: how to reach it, and what only the entitled find there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

# Names found nowhere else: whoever reads one has seen the thing itself.
ASKING = "Wombat Canary-7a4e"
VOUCHED = "Bilby Canary-2b6c"
BROUGHT = "Quoll Canary-9b3d"
ISSUES = "Numbat Canary-5c8a"
ASKED = "Quenda Canary-4d7e"
REPORTED = "Potoroo Canary-8e1d"
IMPORTED = "Bandicoot Canary-2d9f"
TAGGED = "Dunnart Canary-6a1c"
TOGETHER = "Bilby Canary-7e3d"


@dataclass(frozen=True)
class Page:
    """How to reach it, and what only the entitled find there."""

    arguments: Callable[[Any], dict[str, object]] = field(default=lambda _world: {})
    canary: Callable[[Any], str] | None = None
    get: int = 200
    # Published for every co-op of the portal: no neighbour's row.
    published: bool = False
