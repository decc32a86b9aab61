"""What was asked, and what was wrong."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Those that a reader of the figures wants; all of them are printed before.
FIGURES = (
    "triples",
    "controls",
    "keepers_who_find",
    "forms",
    "forms_that_write",
    "fields_added",
    "values_swapped",
    "facts_of_neighbours",
    "commands",
    "cache_keys",
)


@dataclass
class Tally:
    """`triples` are address, person and method; everything else that is tried is counted by its kind."""

    triples: set[tuple[str, str, str]] = field(default_factory=set)
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    keys: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def asked(self, kind: str, path: str, person: str, method: str) -> None:
        self.triples.add((path, person, method))
        self.counts[kind] += 1

    def hold(self, condition: object, sentence: str) -> bool:
        if not condition:
            self.wrong.append(sentence)
        return bool(condition)

    def told(self, slugs: Mapping[str, str]) -> dict[str, Any]:
        """Co-ops by name: in the world of another run they have other codes."""
        return {
            "counts": {**self.counts, "triples": len(self.triples)},
            "wrong": self.wrong,
            "keys": {
                _named(key, slugs): _names(within, slugs) for key, within in self.keys.items()
            },
        }

    @classmethod
    def of(cls, parts: Iterable[dict[str, Any]]) -> Tally:
        """No two questions have a triple in common: each has its own address."""
        whole = cls()
        seconds = 0.0
        for part in parts:
            whole.counts.update(part["counts"])
            whole.wrong += part["wrong"]
            seconds += part["seconds"]
            for key, within in part["keys"].items():
                whole.keys[key].update(within)
        whole.counts["processor_seconds"] = round(seconds)
        return whole

    def figures(self) -> dict[str, int]:
        shown = {name: self.counts[name] for name in FIGURES}
        seconds = self.counts["processor_seconds"]
        return {**shown, "processor_seconds": seconds, "leaks": len(self.wrong)}


def _named(key: str, slugs: Mapping[str, str]) -> str:
    for code, slug in slugs.items():
        key = key.replace(code, slug)
    return key


def _names(within: Iterable[str], slugs: Mapping[str, str]) -> list[str]:
    return sorted(slugs.get(each, each) for each in within)
