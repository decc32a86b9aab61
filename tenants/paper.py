"""Pages on paper: tagged PDFs (PDF/UA-1) made by Typst, with the typefaces of this portal and no others."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from django.conf import settings

HERE: Final = Path(__file__).resolve().parent
PROBE: Final = b"""#set document(title: "-")
#set text(font: ("Noto Sans", "Noto Sans Arabic", "Noto Sans JP"))
#json(bytes(sys.inputs.data))"""
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)


def pdf(source: str, values: Any, *, made: datetime) -> bytes:
    """A page from the source beside this file. Values travel as JSON, so that a name is never read as a command.

    Letters that no typeface here has are printed as a question mark, rather than as boxes that nobody notices.
    """
    page = (HERE / source).read_bytes()
    try:
        return _compiled(page, values, made)
    except typst.TypstError:
        return _compiled(page, _with_letters_we_have(values), made)


def _compiled(page: bytes, values: Any, made: datetime) -> bytes:
    made_pdf: bytes = typst.compile(
        page,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(values)},
        pdf_standards=["ua-1"],
        timestamp=int(made.timestamp()),
    )
    return made_pdf


def _with_letters_we_have(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_letters_we_have(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_letters_we_have(each) for each in value]
    if isinstance(value, str):
        return "".join(ch if ch.isspace() or _can_print(ch) else "?" for ch in value)
    return value


@lru_cache(maxsize=8192)
def _can_print(letter: str) -> bool:
    try:
        _compiled(PROBE, letter, LONG_AGO)
    except typst.TypstError:
        return False
    return True


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(settings.PAPER_FONTS)],
    )
