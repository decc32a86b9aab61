"""What staff see of a member's cards: made, checked, mailed."""

from __future__ import annotations

from typing import Any

from credentials.models import Credential
from tenants.models import Letter, Member


def cards_of(member: Member) -> dict[str, Any] | None:
    """The newest card of each membership; None as long as nothing is made."""
    cards = (
        Credential.objects.filter(membership__member=member, superseded_at=None)
        .select_related("membership__membership_class")
        .order_by("-issued_at")
    )
    letters = _letters([card.code for card in cards])
    rows = [{"card": card, "letter": letters.get(card.code)} for card in cards]
    return {"rows": rows} if rows else None


def _letters(codes: list[Any]) -> dict[Any, Letter]:
    """The last letter about each card; rows come newest first, so the oldest is written over."""
    written = Letter.objects.filter(kind="card", about__in=codes)
    return {letter.about: letter for letter in reversed(written)}
