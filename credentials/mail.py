"""The letter that brings a card: for a first one, for one that follows, for a visit, and once more when asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from credentials import held, links
from credentials.models import Credential, Offer
from tenants.mail import Attachment, Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter

AGAIN = "|"  # parts a card from what asked for it once more, in the key of a letter


@dataclass(frozen=True)
class _Words:
    title: str
    lead: str


@letter("card", _lazy("Card"))
def write_card(row: Letter) -> Message:
    """The newest link of this card: repeated, the letter carries the same one."""
    here = Cooperative.objects.get(pk=row.cooperative_id)
    card = Credential.objects.select_related(
        "membership__member", "membership__membership_class"
    ).get(code=row.about)
    offer = Offer.objects.filter(credential=card).latest("generation")
    face = held.face_of(card, here)
    words = _words(card, here, again=AGAIN in row.key)
    context = {
        "title": words.title,
        "subject": words.title,
        "lead": words.lead,
        "name": card.membership.member.name,
        "face": face,
        "action": _("Open my card"),
        "action_url": links.claim_address(offer),
        "link_until": _day(offer.expires_at, here),
        "origin": settings.CANONICAL_ORIGIN,
        "address": row.to,
        "preheader": _("Your number is {number}. The card is attached, ready to print.").format(
            number=face.number
        ),
    }
    text, html = write_halves("credentials/mail/card", context, cooperative=here)
    from credentials.card.pdf import card_pdf  # noqa: PLC0415 -- brings a typesetter along, only for who writes

    paper = Attachment(f"{here.slug}-card.pdf", card_pdf(face), "application/pdf")
    return Message(f"{here.name}: {words.title}", text, html, [paper])


def _words(card: Credential, here: Cooperative, *, again: bool) -> _Words:
    """What happened, as the member sees it."""
    kind = card.membership.membership_class
    if again:
        words = _Words(_("Your card once more"), _("Your card was asked for again. Here it is."))
    elif card.generation > 1 and card.cause.startswith("renewed:"):
        words = _Words(
            _("Your membership goes on, and here is your new card"),
            _("Your membership of {coop} has been renewed. Please use this card from now on."),
        )
    elif card.generation > 1 and card.cause.startswith("kind:"):
        words = _Words(
            _("Your membership is of another kind, and here is your new card"),
            _("The card says which kind of member of {coop} you are now. The old card is old."),
        )
    elif card.generation > 1 and card.cause.startswith("named:"):
        words = _Words(
            _("Your name was changed, and here is your new card"),
            _("{coop} has changed the name on your card. Please use this card from now on."),
        )
    elif card.generation > 1:
        words = _Words(
            _("Here is your new card"),
            _("This card takes the place of your old one, which no longer works."),
        )
    elif kind.visiting:
        words = _Words(
            _("Welcome as a visiting member, here is your card"),
            _(
                "You are now a visiting member of {coop}. You keep your membership at your own co-op, "
                "and you have no vote here."
            ),
        )
    else:
        words = _Words(
            _("You are a member, and here is your card"),
            _("Welcome. You are now a member of {coop}, and this is your card."),
        )
    return _Words(words.title, words.lead.format(coop=here.name))


def _day(moment: datetime, here: Cooperative) -> object:
    """The day it is where the co-op is."""
    return moment.astimezone(ZoneInfo(here.time_zone)).date()
