"""A card's page: other apps contribute sections to it when they start, as they know what a card is good for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from credentials.models import Credential

Fill = Callable[[Credential], dict[str, Any] | None]


@dataclass(frozen=True)
class _Section:
    template: str
    fill: Fill
    order: int


_sections: dict[str, _Section] = {}


def section(template: str, fill: Fill, *, order: int = 50) -> None:
    """Contribute a section. `fill` is asked within the card's co-op; None where there is nothing to show."""
    _sections[template] = _Section(template, fill, order)


def sections(card: Credential) -> Iterator[dict[str, Any]]:
    """What stands beside this card: a template and what it says, in order."""
    for each in sorted(_sections.values(), key=lambda each: (each.order, each.template)):
        filled = each.fill(card)
        if filled is not None:
            yield {"template": each.template, "filled": filled}
