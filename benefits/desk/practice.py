"""Twelve cards to practise with: what a scanner reads on each, and what the screen says then. Nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from benefits.desk.panel import Case
from benefits.desk.reasons import Reason


@dataclass(frozen=True)
class PracticeCard:
    """`told` is what somebody learns from it."""

    slug: str
    reason: Reason
    told: str | Promise
    of_a_partner: bool = False


CARDS: Final = (
    PracticeCard("member", Reason.MEMBER, _("Your own member, in good standing")),
    PracticeCard("partner", Reason.PARTNER, _("A member of a partner co-op"), of_a_partner=True),
    PracticeCard("number", Reason.CHECK_ID, _("Found by member number, without a card")),
    PracticeCard(
        "class",
        Reason.CLASS_NOT_COVERED,
        _("A kind of membership that is not agreed"),
        of_a_partner=True,
    ),
    PracticeCard(
        "no-agreement", Reason.NO_AGREEMENT, _("A co-op without an agreement"), of_a_partner=True
    ),
    PracticeCard("not-checked", Reason.NOT_CHECKED, _("Somebody could not be asked")),
    PracticeCard("suspended", Reason.SUSPENDED, _("Not in good standing")),
    PracticeCard("expired", Reason.EXPIRED, _("A card that ran out")),
    PracticeCard("used", Reason.USED, _("A benefit that was used already"), of_a_partner=True),
    PracticeCard("old", Reason.REPLACED, _("A card that was replaced")),
    PracticeCard(
        "co-op", Reason.COOPERATIVE_SUSPENDED, _("A co-op that is suspended"), of_a_partner=True
    ),
    PracticeCard("forged", Reason.NOT_GENUINE, _("A forged card")),
)
# Not on a card: what is no card at all, and what a button on the third card leads to.
SHOWN_OTHERWISE: Final = {
    Reason.ENDED: "as `expired`",
    Reason.LOOK_FIRST: "as `number`, with its own sentence",
    Reason.NOT_TODAY: "as `used`, with its own sentence",
    Reason.TOO_WEAK: "as `used`, with its own sentence",
    Reason.OTHER_PERSON: "the second button of the card `number`",
    Reason.NOT_YET: "as `expired`, the other way round",
    Reason.NOT_AUTHORISED: "as `forged`",
    Reason.NOT_ACCEPTED: "as `no-agreement`, and red",
    Reason.PAUSED: "as `no-agreement`, for a while",
    Reason.NO_CARD: "anything signed that is no card",
    Reason.UNKNOWN: "any other QR code",
}
_BY_SLUG: Final = {card.slug: card for card in CARDS}


def card(slug: str) -> PracticeCard | None:
    return _BY_SLUG.get(slug)


def text_of(each: PracticeCard) -> str:
    """What its QR code carries."""
    return settings.CANONICAL_ORIGIN + reverse("benefits:desk-practice", args=[each.slug])


def scanned(text: str) -> PracticeCard | None:
    """The test card that this is the text of."""
    return next((each for each in CARDS if text_of(each) == text.strip()), None)


GIFT: Final = _("10 % off")


def case_of(each: PracticeCard, *, host: str, today: date, reason: Reason | None = None) -> Case:
    """An invented person who could have held it out today."""
    over = each.reason is Reason.EXPIRED
    again = date_format(today + timedelta(days=1), "DATE_FORMAT")
    return Case(
        reason=reason or each.reason,
        host=host,
        person=str(_("R. P.") if each.of_a_partner else _("Robin Practice")),
        home=str(_("Practice Co-op")) if each.of_a_partner else "",
        valid_until=today - timedelta(days=9) if over else today + timedelta(days=200),
        sentence=_("You have had this once today. The next time is on {day}.").format(day=again)
        if each.reason is Reason.USED
        else "",
    )
