"""Every address of the portal, read from the URLconf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from tenants.access import ROLES_ATTRIBUTE


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str
    roles: tuple[str, ...]

    @property
    def of_a_cooperative(self) -> bool:
        return self.pattern.startswith("c/<slug:cooperative>/")


def routes() -> list[Route]:
    return [
        Route(name, pattern, tuple(getattr(entry.callback, ROLES_ATTRIBUTE, ())))
        for name, pattern, entry in entries(get_resolver())
    ]


def entries(
    resolver: URLResolver, names: str = "", pattern: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = pattern + str(entry.pattern)
        if isinstance(entry, URLResolver):
            below = names + (f"{entry.namespace}:" if entry.namespace else "")
            yield from entries(entry, below, here)
        elif isinstance(entry, URLPattern):
            yield f"{names}{entry.name}", here, entry


def view_of(name: str) -> URLPattern:
    """The entry of the URLconf, to put another view in its place."""
    return next(entry for each, _, entry in entries(get_resolver()) if each == name)
