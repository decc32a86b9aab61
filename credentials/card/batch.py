"""Many cards at once, as one PDF: on sheets, as single cards, or in letters. Each in its member's own language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from credentials.card import letter, pdf
from credentials.card.face import CardFace
from credentials.models import PrintRun
from tenants.models import Cooperative

SHEET, LETTERS = "sheet.typ", "letter.typ"
Addressed = tuple[CardFace, Sequence[str], str]


def cards(
    faces: Iterable[CardFace], run: PrintRun, home: Cooperative, *, note: Sequence[str] = ()
) -> dict[str, Any]:
    """What sheet.typ sets; the note stands below a single card that is printed on trial."""
    return {
        "title": _("Cards of {name}").format(name=home.name),
        "cooperative": home.name,
        "language": translation.get_language() or home.language,
        "shape": run.shape,
        "sides": run.sides,
        "note": list(note),
        "cards": [_drawn(face) for face in faces],
    }


def letters(addressed: Iterable[Addressed], home: Cooperative) -> dict[str, Any]:
    """What letter.typ sets: of each the face, the lines of the address, and a code or none."""
    drawn = []
    for face, lines, code in addressed:
        with translation.override(face.language):
            drawn.append(letter.letter_values(face, lines, code, home))
    return letter.letters_values(drawn, home, translation.get_language() or home.language)


def _drawn(face: CardFace) -> dict[str, Any]:
    with translation.override(face.language):
        return pdf.drawn(face)
