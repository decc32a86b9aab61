"""A card's face without a database, and a text as long as a real one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from credentials.card.face import CardFace
from credentials.card.state import CardState

ADDRESS = "http://localhost:8000/v/K7Q2M9XD"
TEXT = f"{ADDRESS}#{'80417592063' * 30}"
FACE = CardFace(
    text=TEXT,
    address=ADDRESS,
    code="K7Q2M9XD",
    cooperative="Green Valley Food Co-op",
    slug="green-valley",
    membership_class="Consumer member",
    name="Amara Okonkwo-Lindqvist",
    number="GV-004217",
    valid_until=date(2027, 11, 20),
    issued_at=datetime(2026, 11, 20, 9, tzinfo=UTC),
    state=CardState.GOOD,
    colour="#0b5d4b",
    on_colour="#ffffff",
    language="en",
)
