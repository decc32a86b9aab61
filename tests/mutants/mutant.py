"""One place of the source, changed so that a wall has a hole."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Mutant:
    """`place` is where, `change` what is done there; `tests` are what must notice, where it is not the page itself."""

    kind: str
    place: str
    change: str
    tests: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.kind}: {self.place}: {self.change}"

    @classmethod
    def of(cls, key: str) -> Mutant:
        """Without its tests, which nobody needs who changes it."""
        kind, place, change = key.split(": ", 2)
        return cls(kind, place, change)
