"""A long sweep, question by question: each answer is kept at once, so that what was interrupted goes on where it stood."""

from __future__ import annotations

import math
import multiprocessing
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tests.support.in_memory import shared_out
from tests.support.results import Results

Told = dict[str, Any]
SAYS_EVERY = 15.0  # seconds
MOST_SHOWN = 40
MOST_MISSING = 10  # they are many, and alike


@dataclass
class Sweep:
    """`ask` answers one of the keys. What is wrong is shown and not kept: the next run asks it again."""

    keys: Sequence[str]
    ask: Callable[[str], Told]
    results: Results
    until: float = math.inf

    def go_on(self) -> dict[str, Told]:
        """All that is known now, by key; without those for which there was no time."""
        found = self._kept()
        waiting = [key for key in self.keys if key not in found]
        self._done.value = len(found)
        sys.stdout.write(f"{len(found)} of {len(self.keys)} are kept, {len(waiting)} are asked.\n")
        try:
            for part in shared_out(waiting, self.asked):
                found.update(part)
        except KeyboardInterrupt:
            found.update(self._kept())
        return found

    def _kept(self) -> dict[str, Told]:
        known = self.results.known()
        return {key: known[key] for key in self.keys if key in known}

    def asked(self, mine: Sequence[str]) -> dict[str, Told]:
        """One after another, until the time is over or somebody interrupts."""
        found: dict[str, Told] = {}
        said = time.monotonic()
        try:
            for key in mine:
                if time.monotonic() >= self.until:
                    break
                found[key] = self.ask(key)
                if not found[key]["wrong"]:
                    self.results.keep(key, found[key])
                with self._done.get_lock():
                    self._done.value += 1
                if time.monotonic() - said >= SAYS_EVERY:
                    said = time.monotonic()
                    sys.stdout.write(f"{self._done.value} of {len(self.keys)}: {key}\n")
                    sys.stdout.flush()
        except KeyboardInterrupt:
            pass
        return found

    @cached_property
    def _done(self) -> Any:
        """Counted by all copies of this process together."""
        return multiprocessing.Value("i", 0)


def ended(wrong: Sequence[str], missing: Sequence[str]) -> tuple[list[str], int]:
    """What is to be read about it, and how a programme ends: well with nothing wrong and nothing missing."""
    said = [*_shown("WRONG", wrong, MOST_SHOWN), *_shown("MISSING", missing, MOST_MISSING)]
    if missing:
        said.append(f"{len(missing)} are not asked yet; the same command goes on with them.")
    return said, int(bool(wrong or missing))


def _shown(what: str, each: Sequence[str], most: int) -> list[str]:
    """All, or the first of very many."""
    rest = len(each) - most
    return [f"{what} {one}" for one in each[:most]] + ([f"and {rest} more"] * (rest > 0))
