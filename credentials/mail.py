"""The letter that brings a card: for a first one, for one that follows, for a visit, and once more when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from credentials import held, links
from credentials.card.face import CardFace
from credentials.models import Credential, Offer
from tenants.letter_texts import OF_A_MEMBER, Changeable, changeable
from tenants.mail import Attachment, Message, letter
from tenants.mail_layout import write_halves, write_letter
from tenants.models import Cooperative, Holder, Letter, Member

TEMPLATE = "credentials/mail/card"
AGAIN = "|"  # parts a card from what asked for it once more, in the key of a letter


@dataclass(frozen=True)
class Words:
    """What happened; `{coop}` in the lead is the co-op."""

    title: str
    lead: str
    first: bool = False  # a first card, which a co-op may welcome in words of its own


@letter("card", _lazy("Card"))
def write_card(row: Letter) -> Message:
    return card_letter(row, None)


def card_letter(row: Letter, words: Words | None) -> Message:
    """The newest link of this card: repeated, the letter carries the same one."""
    here = Cooperative.objects.get(pk=row.cooperative_id)
    card = Credential.objects.select_related(
        "membership__member", "membership__membership_class", "further"
    ).get(code=row.about)
    offer = Offer.objects.filter(credential=card).latest("generation")
    return written(
        row,
        here,
        words or _words(card, again=AGAIN in row.key),
        face=held.face_of(card, here),
        name=delivery_name(card),
        action_url=links.claim_address(offer),
        until=offer.expires_at,
        along=_along(card),
    )


def written(
    row: Letter,
    here: Cooperative,
    words: Words,
    *,
    face: CardFace,
    name: str,
    action_url: str,
    until: datetime,
    along: Sequence[Credential] = (),
) -> Message:
    """The letter that brings this face, with the card to print attached."""
    context = {
        "title": words.title,
        "subject": words.title,
        "lead": words.lead.replace("{coop}", here.name),  # names within it may hold anything
        "name": name,
        "face": face,
        "action": _("Open my card"),
        "action_url": action_url,
        "link_until": _day(until, here),
        "origin": settings.CANONICAL_ORIGIN,
        "address": row.to,
        "preheader": _("Your number is {number}. The card is attached, ready to print.").format(
            number=face.number
        ),
    }
    title = words.title
    if words.first:
        title, text, html = write_letter("card", TEMPLATE, context, cooperative=here)
    else:
        text, html = write_halves(TEMPLATE, context, cooperative=here)
    from credentials.card.pdf import card_pdf  # noqa: PLC0415 -- brings a typesetter along, only for who writes

    papers = [Attachment(f"{here.slug}-card.pdf", card_pdf(face), "application/pdf")]
    papers += [
        Attachment(
            f"{here.slug}-card-{n}.pdf", card_pdf(held.face_of(each, here)), "application/pdf"
        )
        for n, each in enumerate(along, 2)
    ]
    return Message(f"{here.name}: {title}", text, html, papers)


def delivery_name(card: Credential) -> str:
    """Who is written to: the member also for somebody of the household without an address of their own."""
    further = card.further
    return further.name if further and further.email else card.membership.member.name


def _along(card: Credential) -> list[Credential]:
    """Cards of the household that come with the member's own: of who has no address of their own."""
    if card.further_id is not None:
        return []
    rows = Credential.objects.filter(membership=card.membership_id, superseded_at=None)
    rows = rows.filter(further__state=Holder.State.ACTIVE, further__email="")
    joined = rows.select_related("membership__member", "membership__membership_class", "further")
    return list(joined.exclude(checked_at=None).order_by("pk"))


def _words(card: Credential, *, again: bool) -> Words:
    """What happened, as the member sees it."""
    kind = card.membership.membership_class
    if card.further and card.generation == 1 and not again:
        words = Words(
            _("A card of the household of {member}").format(member=card.membership.member.name),
            _("It is for {name}, and names the same membership of {coop}. It has no vote.").format(
                name=card.further.name, coop="{coop}"
            ),
        )
    elif again:
        words = Words(_("Your card once more"), _("Your card was asked for again. Here it is."))
    elif card.generation > 1:
        words = _words_of_next(card.cause)
    elif kind.visiting:
        words = Words(
            _("Welcome as a visiting member, here is your card"),
            _(
                "You are now a visiting member of {coop}. You keep your membership at your own co-op, "
                "and you have no vote here."
            ),
        )
    else:
        words = Words(
            _("You are a member, and here is your card"),
            _("Welcome. You are now a member of {coop}, and this is your card."),
            first=True,
        )
    return words


def _words_of_next(cause: str) -> Words:
    """Of a card that takes the place of another."""
    if cause.startswith("renewed:"):
        return Words(
            _("Your membership goes on, and here is your new card"),
            _("Your membership of {coop} has been renewed. Please use this card from now on."),
        )
    if cause.startswith("kind:"):
        return Words(
            _("Your membership is of another kind, and here is your new card"),
            _("The card says which kind of member of {coop} you are now. The old card is old."),
        )
    if cause.startswith("named:"):
        return Words(
            _("Your name was changed, and here is your new card"),
            _("{coop} has changed the name on your card. Please use this card from now on."),
        )
    if cause.startswith("key-"):
        return Words(
            _("Your card was signed anew, and here is the new one"),
            _(
                "The key that {coop} signed your old card with may be in strange hands, so the old card "
                "counts no longer. Your membership is as it was. Please use this card from now on."
            ),
        )
    return Words(
        _("Here is your new card"),
        _("This card takes the place of your old one, which no longer works."),
    )


def _day(moment: datetime, here: Cooperative) -> object:
    """The day it is where the co-op is."""
    return moment.astimezone(ZoneInfo(here.time_zone)).date()


def _sample(here: Cooperative, member: Member | None) -> dict[str, Any]:
    """A card that is nobody's."""
    today = timezone.localdate()
    face = SimpleNamespace(
        number=member.number if member else f"{here.number_prefix}-000417",
        membership_class=_("Member"),
        valid_until=today + timedelta(days=365),
        spaced_code="K7Q2 M9XD",
    )
    lead = _("Welcome. You are now a member of {coop}, and this is your card.")
    return {
        "face": face,
        "lead": lead.format(coop=here.name),
        "link_until": today + timedelta(days=14),
        "origin": settings.CANONICAL_ORIGIN,
        "address": member.email if member else "amara@example.org",
    }


changeable(
    Changeable(
        "card",
        TEMPLATE,
        _lazy("You are a member, and here is your card"),
        OF_A_MEMBER,
        sample=_sample,
    )
)
