"""Reactions to words of bodies elsewhere: the co-op shows what holds, and its owners hear of what does not."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from credentials.facts import (
    OutsideWordBrought,
    OutsideWordChanged,
    OutsideWordEnding,
    OutsideWordTakenDown,
)
from credentials.models import OutsideWord
from credentials.services import attesting, keys
from credentials.telling import tell_team
from tenants.mail import Message, letter
from tenants.mail_layout import write_halves
from tenants.models import Cooperative, Letter, Staff
from tenants.outbox import on

TEMPLATE: Final = "credentials/mail/accreditation"
OWNER: Final = (Staff.Role.OWNER,)


@on(OutsideWordBrought, name="credentials.outside_words.show")
def show_brought(_facts: list[OutsideWordBrought]) -> None:
    _publish()


@on(OutsideWordTakenDown, name="credentials.outside_words.take_down")
def show_no_longer(_facts: list[OutsideWordTakenDown]) -> None:
    _publish()


@on(OutsideWordChanged, name="credentials.outside_words.change")
def show_what_holds(_facts: list[OutsideWordChanged]) -> None:
    _publish()


@on(OutsideWordChanged, name="credentials.outside_words.changed.letters")
def tell_of_changes(facts: list[OutsideWordChanged]) -> None:
    for fact in facts:
        kind = "outside_word_ended" if fact.fault else "outside_word_restored"
        _tell(kind, fact.word, fact.moment)


@on(OutsideWordEnding, name="credentials.outside_words.ending.letters")
def tell_in_time(facts: list[OutsideWordEnding]) -> None:
    for fact in facts:
        _tell("outside_word_ending", fact.word, fact.until)


def _publish() -> None:
    attesting.publish_accreditations()
    keys.publish_identity()


def _tell(kind: str, word: str, occasion: str) -> None:
    for row in OutsideWord.objects.filter(code=word):
        tell_team(kind, row.code, OWNER, key=f"{word}|{occasion}")


@letter("outside_word_ended", _lazy("About accreditation"))
@letter("outside_word_restored", _lazy("About accreditation"))
@letter("outside_word_ending", _lazy("About accreditation"))
def write_outside_word(row: Letter) -> Message:
    """The name of the body is its own; what else it wrote stands on the page, never in a letter."""
    here = Cooperative.objects.get(pk=row.cooperative_id)
    word = OutsideWord.objects.get(code=row.about)
    known = {"body": word.issuer_name, "coop": here.name}
    known["day"] = date_format(word.last_day, "DATE_FORMAT")
    titles = {
        "outside_word_ended": _("The accreditation by {body} no longer holds"),
        "outside_word_restored": _("The accreditation by {body} holds again"),
        "outside_word_ending": _("The accreditation by {body} ends on {day}"),
    }
    sentences = {
        "outside_word_ended": [
            _("The page says why. {coop} does not show it any more."),
            _("Co-ops that trust {body} may not recognise your cards."),
        ],
        "outside_word_restored": [_("{coop} shows it again.")],
        "outside_word_ending": [
            _("Ask {body} for a new one and bring it to the page before that day."),
        ],
    }
    title = titles[row.kind].format(**known)
    context = {
        "title": title,
        "subject": title,
        "sentences": [each.format(**known) for each in sentences[row.kind]],
        "action": _("Open the accreditation"),
        "action_url": settings.CANONICAL_ORIGIN
        + reverse("credentials:accreditation", args=[here.slug]),
    }
    text, html = write_halves(TEMPLATE, context, cooperative=here)
    return Message(f"{here.name}: {title}", text, html)
