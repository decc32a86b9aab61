"""The one escape hatch. An import contract says who may use it, and each use costs a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tenants import scope


@contextmanager
def across_cooperatives(reason: str) -> Iterator[None]:
    """Read rows of every co-op, for maintenance and the operator's admin. Writing is still refused."""
    if len(reason.split()) < 3:  # noqa: PLR2004 -- a sentence, not a word
        raise ValueError("Say in a sentence why this must see every co-op.")
    with scope._everywhere(reason):  # noqa: SLF001 -- the two modules are one mechanism
        yield
