"""The card on paper: one tagged PDF (PDF/UA-1) made by Typst, with the typefaces that lie beside this file."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

import typst

from credentials.card import qr
from credentials.card.face import CardFace
from credentials.card.wording import words_on_paper

HERE: Final = Path(__file__).resolve().parent
STANDARD: Final = "ua-1"
PROBE: Final = b"""#set document(title: "-")
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans JP"), weight: "bold")
#json(bytes(sys.inputs.data))"""
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


def card_pdf(face: CardFace) -> bytes:
    """The card with fold and cut lines on A4. The same card gives the same bytes.

    Letters that no typeface here has are left out rather than printed as boxes, and the page says so.
    """
    try:
        return _card(face, whole=True)
    except typst.TypstError:
        return _card(_with_letters_we_have(face), whole=False)


def _card(face: CardFace, *, whole: bool) -> bytes:
    values = {
        "language": face.language,
        "cooperative": face.cooperative,
        "kind": face.membership_class,
        "name": face.name,
        "number": face.number,
        "code": face.spaced_code,
        "colour": face.colour,
        "on_colour": face.on_colour,
        "picture": qr.svg(face.text),
        "words": words_on_paper(face, whole=whole),
    }
    return _compile((HERE / "card.typ").read_bytes(), values, face.issued_at)


def _with_letters_we_have(face: CardFace) -> CardFace:
    return replace(
        face,
        cooperative=_printable(face.cooperative) or face.slug,
        membership_class=_printable(face.membership_class),
        name=_printable(face.name),
        number=_printable(face.number),
    )


def _printable(text: str) -> str:
    return " ".join("".join(letter for letter in text if _can_print(letter)).split())


@lru_cache(maxsize=4096)
def _can_print(letter: str) -> bool:
    try:
        _compile(PROBE, letter, LONG_AGO)
    except typst.TypstError:
        return False
    return True


def _compile(source: bytes, values: object, made: datetime) -> bytes:
    """Values travel as JSON beside the source, so that a name is never read as a command."""
    pdf: bytes = typst.compile(
        source,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(values)},
        pdf_standards=[STANDARD],
        timestamp=int(made.timestamp()),
    )
    return pdf


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Read once. What the machine has is left alone, so that cards look alike everywhere."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(HERE / "fonts")]
    )
