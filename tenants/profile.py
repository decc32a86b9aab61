"""A co-op's public page: other apps contribute sections to it when they start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tenants.sections import Sections

_page: Sections[[]] = Sections()
section = _page.contribute
sections = _page.filled
_descriptions: list[Callable[[], dict[str, Any]]] = []


def description(fill: Callable[[], dict[str, Any]]) -> None:
    """Contribute to the profile for machines; `fill` is asked within the co-op."""
    if fill not in _descriptions:
        _descriptions.append(fill)


def described() -> dict[str, Any]:
    """What other apps say of the co-op we are within, in the words of schema.org."""
    return {key: value for fill in _descriptions for key, value in fill().items()}
