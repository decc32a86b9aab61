"""A letter with a card to cut out and a code: for whoever has no address of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from credentials.card import pdf
from credentials.card.face import CardFace
from tenants.addresses import printed
from tenants.dates import today_in
from tenants.models import Cooperative, Member

HALF = 5


def lines_of(member: Member, home: Cooperative) -> list[str]:
    """What stands in the window of the envelope."""
    return [member.name, *printed(member.postal, home.country)]


def undrawable(face: CardFace, lines: Sequence[str]) -> set[str]:
    """The letters that no typeface here has."""
    return pdf.undrawable([face.name, face.membership_class, face.cooperative, *lines])


def letter_pdf(face: CardFace, lines: Sequence[str], code: str, home: Cooperative) -> bytes:
    """In the language that is active."""
    letters = [letter_values(face, lines, code, home)]
    return pdf.compile_pdf(
        "letter.typ", letters_values(letters, home, face.language), timezone.now()
    )


def letter_values(
    face: CardFace, lines: Sequence[str], code: str, home: Cooperative
) -> dict[str, Any]:
    """One letter, in the language that is active. Without a code it says nothing of one."""
    return {
        **_words(lines[0], home),
        "card": pdf.drawn(face),
        "address": list(lines),
        "code": f"{code[:HALF]}-{code[HALF:]}" if code else "",
    }


def letters_values(
    letters: Sequence[dict[str, Any]], home: Cooperative, language: str
) -> dict[str, Any]:
    """Many of them, one behind the other."""
    return {
        "title": _("Your card of {name}").format(name=home.name),
        "cooperative": home.name,
        "sender": home.name,
        "language": language,
        "letters": list(letters),
    }


def _words(name: str, home: Cooperative) -> dict[str, Any]:
    claim = f"{urlsplit(settings.CANONICAL_ORIGIN).netloc}{reverse('tenants:claim-enter')}"
    return {
        "date": formats.date_format(today_in(home.time_zone), "DATE_FORMAT"),
        "subject": _("Your card of {name}").format(name=home.name),
        "paragraphs": [
            _("Hello {name},").format(name=name),
            _("this is your membership card. Cut it out, fold it, and show it like any card."),
        ],
        "code_label": _("To have it on your phone, too, use this code once:"),
        "code_how": _("Open {address} and type it in. The code works for half a year.").format(
            address=claim
        ),
        "cut": _("Cut along the line and fold in the middle"),
    }
