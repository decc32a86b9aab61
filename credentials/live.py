"""The code that changes: a card shown from its member's own signed-in session, now, and not a picture of it.

The address of the card carries when it was drawn and a seal that only this portal can make. It is drawn anew
every half minute, is good for a minute, and counts once.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs, urlsplit

from credentials.card.addresses import card_address
from tenants.secrets import digest

REDRAWN_EVERY: Final = timedelta(seconds=30)
GOOD_FOR: Final = timedelta(seconds=60)
NAME: Final = "live"
# Digits, as QR codes pack them best: ten of the time, and eighty bits of the seal.
TIME: Final = 10
SEAL: Final = 24


def live_text(card_code: str, signed: str, *, now: datetime) -> str:
    """The text of the QR code; `signed` are the digits behind # of the printed one."""
    return f"{card_address(card_code)}?{NAME}={_sealed(card_code, int(now.timestamp()))}#{signed}"


def token_in(text: str) -> str:
    """What a scanned text carries of it; nothing where it is a printed code or something else."""
    try:
        found = parse_qs(urlsplit(text.strip()).query).get(NAME, [""])[0]
    except ValueError:
        return ""
    return found if _is_token(found) else ""


def is_fresh(card_code: str, token: str, *, now: datetime) -> bool:
    """Whether this portal drew it for this card within the last minute. Whether it counted before is not asked."""
    if not _is_token(token):
        return False
    drawn = int(token[:TIME])
    in_time = 0 <= now.timestamp() - drawn <= GOOD_FOR.total_seconds()
    return in_time and hmac.compare_digest(token, _sealed(card_code, drawn))


def _is_token(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == TIME + SEAL


def token_digest(token: str) -> str:
    """Under which a used one is remembered."""
    return digest("live card used", token)


def _sealed(card_code: str, drawn: int) -> str:
    seal = int(digest("live card", f"{card_code}|{drawn}"), 16) % 10**SEAL
    return f"{drawn:0{TIME}d}{seal:0{SEAL}d}"
