"""Pages that other apps contribute sections to when they start: one register per kind of page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec

About = ParamSpec("About")


@dataclass(frozen=True)
class _Section(Generic[About]):
    template: str
    fill: Callable[About, dict[str, Any] | None]
    order: int


class Sections(Generic[About]):
    """The sections of one kind of page, which is about these things."""

    def __init__(self) -> None:
        self._sections: dict[str, _Section[About]] = {}

    def contribute(
        self, template: str, fill: Callable[About, dict[str, Any] | None], *, order: int = 50
    ) -> None:
        """Add a section. `fill` is asked within the co-op; None where there is nothing to show."""
        self._sections[template] = _Section(template, fill, order)

    def filled(self, *args: About.args, **kwargs: About.kwargs) -> Iterator[dict[str, Any]]:
        """What stands on this page, in order: a template and what it says."""
        for each in sorted(self._sections.values(), key=lambda each: (each.order, each.template)):
            filled = each.fill(*args, **kwargs)
            if filled is not None:
                yield {"template": each.template, "filled": filled}
