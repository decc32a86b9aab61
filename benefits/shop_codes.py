"""Codes for web shops: derived from the use they stand for, kept as a keyed hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from benefits.eligibility import Money
from benefits.models import ShopCode
from tenants.secrets import CROCKFORD, digest

LETTERS: Final = 12
GROUP: Final = 4
BITS: Final = 5
PURPOSE: Final = "shop code"


@dataclass(frozen=True)
class State:
    """What a shop is told about a code. `valid` is the whole answer; `reason` says why not."""

    valid: bool
    reason: str
    code: ShopCode | None = None

    @property
    def amount_off(self) -> str:
        found = self.code
        return str(Money(found.amount_off, found.redemption.currency)) if found else ""


def code_of(use: UUID) -> str:
    """The code that stands for a use, as it is read: K7Q2-M9XD-3FGH."""
    number = int(digest(PURPOSE, str(use)), 16)
    letters = "".join(CROCKFORD[number >> (BITS * place) & 31] for place in range(LETTERS))
    return "-".join(letters[at : at + GROUP] for at in range(0, LETTERS, GROUP))


def digest_of(typed: str) -> str:
    """However it was typed: small letters, without strokes, O for 0, I and L for 1."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return digest(f"{PURPOSE} kept", plain.translate(str.maketrans("OIL", "011")))


def state_of(typed: str, today: date) -> State:
    found = ShopCode.objects.select_related("redemption").filter(digest=digest_of(typed)).first()
    return judged(found, today)


def judged(found: ShopCode | None, today: date) -> State:
    if found is None:
        return State(valid=False, reason="unknown")
    if not found.redemption.counts:
        return State(valid=False, reason="taken_back", code=found)
    if found.redeemed_at is not None:
        return State(valid=False, reason="used", code=found)
    if found.expires_on < today:
        return State(valid=False, reason="expired", code=found)
    return State(valid=True, reason="ok", code=found)
