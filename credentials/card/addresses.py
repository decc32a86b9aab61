"""What stands in a card's code: the address that any phone opens, and behind # the signed half."""

from __future__ import annotations

from typing import Final

from django.conf import settings

PATH: Final = "/v/"
HALF: Final = 4


def card_address(card_code: str) -> str:
    """The public address of a card; the signed half is bound to it, so it never follows a request's host."""
    return f"{settings.CANONICAL_ORIGIN}{PATH}{card_code}"


def hybrid(card_code: str, digits: str) -> str:
    """The text of the QR code. Digits, because numbers are what QR codes pack best."""
    return f"{card_address(card_code)}#{digits}"


def spaced(card_code: str) -> str:
    """As it is read aloud: K7Q2 M9XD."""
    return f"{card_code[:HALF]} {card_code[HALF:]}"


def verify_address() -> str:
    """Where a code may be typed instead."""
    return f"{settings.CANONICAL_ORIGIN}/verify/"
