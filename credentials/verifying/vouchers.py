"""Who says that a co-op of another portal is one: bodies whose signed word the co-op itself shows."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from credentials import resolving
from credentials.core.errors import CoreError
from credentials.core.report import PASSED

# Each costs its signer's document and two lists: a card must not make us ask half the world.
MOST: Final = 3


def vouchers_of(home: str, now: datetime) -> tuple[str, ...]:
    """Each body by its own name and the host that answers for it. Empty where nobody does, or cannot be asked."""
    reader = resolving.STRANGER.accreditations(now)
    try:
        shown = reader.shown(home)
    except CoreError:
        return ()
    words = [(claims, document) for claims, document in shown if claims.subject == home]
    return tuple(
        f"{claims.issuer_name} ({resolving.host_of(claims.issuer)})"
        for claims, document in words[:MOST]
        if reader.verified(document).outcome is PASSED
    )
