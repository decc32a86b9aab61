"""What staff see of a member's cards: made, checked, mailed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any
from uuid import uuid4

from django.utils import timezone

from credentials.models import CardPrint, Credential, Invitation
from tenants.models import Letter, Member, Membership


def cards_of(member: Member) -> dict[str, Any] | None:
    """The newest card of each membership; None as long as nothing is made."""
    cards = list(
        Credential.objects.filter(membership__member=member, superseded_at=None)
        .select_related("membership__membership_class", "membership__member", "further")
        .order_by("-issued_at")
    )
    letters = _letters([card.code for card in cards])
    prints = _prints(cards)
    rows = [
        {
            "card": card,
            "letter": letters.get(card.code),
            "print": prints.get(card.pk),
            "can_be_sent": can_be_sent(card),
            "can_be_printed": can_be_printed(card),
        }
        for card in cards
    ]
    return {"rows": rows, "key": uuid4()} if rows else None


def current_card(membership: Membership) -> Credential | None:
    return current_cards([membership]).get(membership.pk)


def current_cards(memberships: Collection[Membership]) -> dict[int, Credential]:
    """By membership, where there is one."""
    rows = Credential.objects.filter(membership__in=memberships, further=None, superseded_at=None)
    return {row.membership_id: row for row in rows.select_related("membership__member")}


def can_be_sent(card: Credential) -> bool:
    """Checked, still good to have, and there is an address to send it to."""
    return _is_good(card) and bool(card.membership.member.email)


def can_be_printed(card: Credential) -> bool:
    """As a letter with a code: for whoever has no login yet, with an address or without."""
    return _is_good(card) and card.membership.member.user_id is None


def _is_good(card: Credential) -> bool:
    if card.further_id is not None:
        return False  # what can be done with it stands with the household
    checked = card.checked_at is not None
    return checked and card.valid_until > timezone.now() and card.membership.is_active


def _letters(codes: list[Any]) -> dict[Any, Letter]:
    """The last letter about each card; rows come newest first, so the oldest is written over."""
    written = Letter.objects.filter(kind__in=("card", *Invitation.LETTERS), about__in=codes)
    return {letter.about: letter for letter in reversed(written)}


def _prints(cards: Sequence[Credential]) -> dict[int, CardPrint]:
    """The newest print of each card, with the run and who began it."""
    rows = CardPrint.objects.filter(credential__in=cards, run__printed_at__isnull=False)
    rows = rows.select_related("run__by__user").order_by("run__printed_at", "pk")
    return {row.credential_id: row for row in rows}
