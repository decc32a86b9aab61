"""The card on paper: one tagged PDF (PDF/UA-1) made by Typst, with the typefaces that lie beside this file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

import typst

from credentials.card import qr
from credentials.card.face import CardFace
from credentials.card.typesetting import set_type, source_of
from credentials.card.wording import words_on_paper

PROBE: Final = b"""#set document(title: "-")
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari", "Noto Sans JP",
  "Noto Sans SC", "Noto Sans KR"), weight: "bold")
#json(bytes(sys.inputs.data))"""
LAST_PLAIN: Final = 0x24F  # up to there Latin, which every typeface here has
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
    return compile_pdf("card.typ", drawn(face, whole=whole), face.issued_at)


def drawn(face: CardFace, *, whole: bool = True) -> dict[str, Any]:
    """What face.typ draws: plain values and sentences."""
    return {
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


def compile_pdf(name: str, values: object, made: datetime) -> bytes:
    """One of the templates here, which all stand behind the two sides of a card."""
    return set_type(source_of(name), values, int(made.timestamp()))


def undrawable(texts: Iterable[str]) -> set[str]:
    """The letters among these that no typeface here has. One try for all, and one for each where that fails."""
    letters = {letter for text in texts for letter in text if ord(letter) > LAST_PLAIN}
    if not letters:
        return set()
    try:
        _try("".join(sorted(letters)))
    except typst.TypstError:
        return {letter for letter in letters if not _can_print(letter)}
    return set()


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
        _try(letter)
    except typst.TypstError:
        return False
    return True


def _try(letters: str) -> None:
    set_type(PROBE, letters, int(LONG_AGO.timestamp()))
