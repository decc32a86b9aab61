"""Which of their own particulars members change at once, and which they ask for. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tenants.secrets import name_key

ADDRESS: Final = ("address", "postcode", "town", "region", "country")
AT_ONCE: Final = ("phone", "language", "email", "share_name")
EVERY: Final = ("name", "name_on_card", *AT_ONCE, *ADDRESS)


def is_short_for(on_card: str, name: str) -> bool:
    """Each word on the card begins as a word of the name does, in its order: A. Okonkwo for Amara Okonkwo.

    An empty one is the whole name.
    """
    words, rest = _words(on_card), iter(_words(name))
    if on_card.strip() and not words:
        return False
    return all(any(_abbreviates(word, full) for full in rest) for word in words)


def _abbreviates(word: str, full: str) -> bool:
    return full == word.rstrip(".") or (len(word.rstrip(".")) == 1 and full.startswith(word[0]))


def _words(name: str) -> list[str]:
    return name_key(name).replace("-", " ").split()


def asked_for(changed: Mapping[str, Any], *, name: str, approve_address: bool) -> dict[str, Any]:
    """Of what is to change, what the team has to decide: the name, a name on the card that is another, and the address
    where the co-op says so."""
    found = {}
    if "name" in changed:
        found["name"] = changed["name"]
    on_card = changed.get("name_on_card")
    if on_card is not None and not is_short_for(on_card, name):
        found["name_on_card"] = on_card
    if approve_address:
        found |= {key: changed[key] for key in ADDRESS if key in changed}
    return found
