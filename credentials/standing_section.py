"""What a member reads and can do about the membership behind a card: how long it lasts, renewing, leaving."""

from __future__ import annotations

from typing import Any

from credentials.models import Credential
from tenants import leaving, paying


def of_card(card: Credential) -> dict[str, Any] | None:
    """Nothing where it has ended or is a visit, and nothing on a card that was replaced."""
    membership = card.membership
    if not membership.is_active or membership.membership_class.visiting or card.superseded_at:
        return None
    rules = leaving.rules()
    return {
        "card": card,
        "membership": membership,
        "notice": leaving.notice_of(membership),
        "may_renew": leaving.may_renew(membership),
        "by_member": membership.membership_class.renewal == "member",
        "goes_on": membership.goes_on,
        "may_leave": rules.members_give_notice,
    }


def dues_of_card(card: Credential) -> dict[str, Any] | None:
    """What is to be paid, and was; not on a card that was replaced."""
    return None if card.superseded_at else paying.of_member(card.membership.member)
