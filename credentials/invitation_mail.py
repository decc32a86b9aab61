"""The letters of a wave: the card that a member has had without knowing it, the one reminder, and a test of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from credentials import waves
from credentials.card.addresses import verify_address
from credentials.card.face import CardFace
from credentials.card.state import CardState
from credentials.mail import Words, card_letter, written
from tenants import brand
from tenants.dates import today_in
from tenants.mail import Message, letter
from tenants.models import Cooperative, Letter, MembershipClass, Staff


@letter(waves.FIRST, _lazy("Invitation"))
def write_invitation(row: Letter) -> Message:
    return card_letter(row, _words())


@letter(waves.AGAIN, _lazy("Reminder of an invitation"))
def write_reminder(row: Letter) -> Message:
    said = _(
        "Your card of {coop} is still waiting for you. Open it once, and you have it on your phone. "
        "This is the only reminder."
    )
    return card_letter(row, Words(_("Your membership card is waiting"), said))


@letter(waves.TEST, _lazy("Test of an invitation"))
def write_test(row: Letter) -> Message:
    """With an invented card, so that nobody's own link is in it."""
    here = Cooperative.objects.get(pk=row.cooperative_id)
    staff = Staff.objects.select_related("user").get(code=row.about)
    words = replace(_words(), title=_("A test: {title}").format(title=_words().title))
    return written(
        row,
        here,
        words,
        face=_invented(here, staff),
        name=staff.user.name,
        action_url=f"{settings.CANONICAL_ORIGIN}{reverse('credentials:me')}",
        until=timezone.now() + timedelta(days=14),
    )


def _words() -> Words:
    return Words(
        _("Here is your membership card"),
        _(
            "{coop} now has cards for its members, and this is yours. Open it on your phone, or "
            "print the attached page. Nothing else about your membership changes."
        ),
    )


def _invented(here: Cooperative, staff: Staff) -> CardFace:
    colours = brand.fit_colour(here.colour)
    kind = MembershipClass.objects.order_by("position", "pk").first()
    return CardFace(
        text=verify_address(),
        address=verify_address(),
        code="00000000",
        cooperative=here.name,
        slug=here.slug,
        membership_class=kind.name if kind else "",
        name=staff.user.name,
        number=f"{here.number_prefix}-000000",
        valid_until=today_in(here.time_zone) + timedelta(days=365),
        issued_at=timezone.now(),
        state=CardState.GOOD,
        colour=colours.card,
        on_colour=colours.on_card,
        language=translation.get_language() or here.language,
    )
