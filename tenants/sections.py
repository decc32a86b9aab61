"""A member's page for staff: other apps contribute sections to it when they start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tenants.models import Member

Fill = Callable[[Member], dict[str, Any] | None]


@dataclass(frozen=True)
class _Section:
    template: str
    fill: Fill
    order: int


_sections: dict[str, _Section] = {}


def member_section(template: str, fill: Fill, *, order: int = 50) -> None:
    """Contribute a section. `fill` is asked within the co-op; None where there is nothing to show."""
    _sections[template] = _Section(template, fill, order)


def member_sections(member: Member) -> Iterator[dict[str, Any]]:
    """What stands on the page of this member: a template and what it says, in order."""
    for each in sorted(_sections.values(), key=lambda each: (each.order, each.template)):
        filled = each.fill(member)
        if filled is not None:
            yield {"template": each.template, "filled": filled}
