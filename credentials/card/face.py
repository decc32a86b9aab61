"""What stands on a card, gathered once for screen, paper and mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from credentials.card.addresses import spaced
from credentials.card.state import CardState


@dataclass(frozen=True)
class CardFace:
    """Plain values: the face can be drawn without asking the database again."""

    text: str
    address: str
    code: str
    cooperative: str
    slug: str
    membership_class: str
    name: str
    number: str
    valid_until: date
    issued_at: datetime
    state: CardState
    colour: str
    on_colour: str
    language: str

    @property
    def spaced_code(self) -> str:
        return spaced(self.code)
