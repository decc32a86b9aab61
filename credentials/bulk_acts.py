"""What is done with the cards of many members at once."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from credentials.services import delivery
from credentials.staff_section import can_be_sent, current_card
from tenants.bulk import BulkAct, Target, bulk_act, done, left
from tenants.long_work import Outcome
from tenants.models import MemberAction


def send(target: Target, _said: dict[str, Any], action: MemberAction) -> Outcome:
    """The card in force of each membership; once for each time that it was decided."""
    if not target.memberships:
        return left(_("No membership is running."))
    if not target.member.email:
        return left(_("Has no email address."))
    cards = [current_card(each) for each in target.memberships]
    ready = [card for card in cards if card is not None and can_be_sent(card)]
    for card in ready:
        delivery.ask(card.membership, cause=f"many:{action.code}", by=action.by)
    return done() if ready else left(_("Has no card that could be sent."))


def register() -> None:
    bulk_act(
        BulkAct(
            "send",
            gettext_lazy("Send the card again"),
            lambda n: ngettext(
                "Send the card of {n} member again?", "Send the cards of {n} members again?", n
            ),
            gettext_lazy("The same cards, by email. Nothing on them changes."),
            gettext_lazy("Send the cards"),
            send,
        )
    )
