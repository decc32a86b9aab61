"""The plain values that rules, questions and answers are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final

CURRENCY: Final = re.compile(r"[A-Z]{3}")


class TermsError(ValueError):
    """The stored terms are not of a shape this version reads: refused, never guessed at."""


class Evidence(IntEnum):
    """How sure we are that the person is the member; each level includes those below it."""

    LOOKED_UP = 0
    SHOWN = 1
    LIVE = 2
    BOUND = 3


class Standing(StrEnum):
    """What the home co-op publishes about the membership now."""

    GOOD = "good"
    SUSPENDED = "suspended"
    ENDED = "ended"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    ALLOW = "allow"
    ALLOW_IF = "allow_if"
    REFUSE = "refuse"


class Period(StrEnum):
    """`VISIT` is one event, or one day at one place; `LIFETIME` is as long as the agreement is kept."""

    VISIT = "visit"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    LIFETIME = "lifetime"


class Measure(StrEnum):
    """What is counted: how often, how many units, or how much money."""

    USES = "uses"
    UNITS = "units"
    VALUE = "value"


class Across(StrEnum):
    """Whose uses a budget counts: one partner's members, or those of all partners."""

    PARTNER = "partner"
    ALL = "all"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    cents: int
    currency: str = "EUR"

    def __post_init__(self) -> None:
        require(CURRENCY.fullmatch(self.currency) is not None, "A currency has three letters.")
        require(self.cents >= 0, "An amount is not less than nothing.")

    def __str__(self) -> str:
        return f"{self.cents // 100}.{self.cents % 100:02d} {self.currency}"

    @classmethod
    def read(cls, written: str) -> Money:
        found = re.fullmatch(r"(\d{1,9})\.(\d{2}) ([A-Z]{3})", written)
        if found is None:
            raise TermsError("An amount is written like 4.50 EUR.")
        return cls(int(found[1]) * 100 + int(found[2]), found[3])


def require(holds: bool, sentence: str) -> None:  # noqa: FBT001 -- an assertion reads best so
    if not holds:
        raise TermsError(sentence)


def between(low: int, value: int, high: int, sentence: str) -> None:
    require(low <= value <= high, sentence)
