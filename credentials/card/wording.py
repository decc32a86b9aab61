"""The sentences about a card: on paper, for its member, and for whoever checks it."""

from __future__ import annotations

from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from credentials.card.addresses import verify_address
from credentials.card.face import CardFace


def words_on_paper(face: CardFace, *, whole: bool = True) -> dict[str, Any]:
    """Everything a printed card says besides its values, in the language that is active."""
    typed = verify_address().partition("://")[2]
    return {
        "title": _("Your card for {name}").format(name=face.cooperative),
        "lead": _("Print this page at its real size, 100 %. Then it fits where a bank card fits."),
        "valid_until": _("Valid until {day}").format(day=date_on_card(face)),
        "code": _("Code"),
        "picture": _("QR code of this card. It opens {address}").format(address=face.address),
        "fold": _("Fold here"),
        "how": _("How to make it"),
        "steps": [
            _("Cut along the outer line."),
            _("Fold at the dashed line, so that the printed sides face outwards."),
            _("Glue or laminate it. Keep the code flat and clean."),
        ],
        "back": [
            _("To check this card"),
            _(
                "Point your phone camera at the code on the other side and open the address it shows."
            ),
            _("No camera? Open {address} and type the code.").format(address=typed),
            _("Found this card? Please give it back to {name}.").format(name=face.cooperative),
        ],
        "small_print": " ".join([_lost(), *([] if whole else [_left_out()])]),
    }


def _lost() -> str:
    return _(
        "Lost it? Sign in, open the card and choose “Replace this card”. "
        "The old code stops working at once and you print a new one."
    )


def _left_out() -> str:
    return _(
        "Some letters cannot be printed here and were left out. The card is good without them: "
        "what counts is its code."
    )


def date_on_card(face: CardFace) -> str:
    return formats.date_format(face.valid_until, "DATE_FORMAT")
