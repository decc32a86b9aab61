"""A list as a file for spreadsheets. No cell can become a formula there, and an import gives back each text as it was.

What a spreadsheet would run begins with a sign, maybe behind blanks, something that is not seen, or in its full width. An
apostrophe before it keeps it a text. A CSV may also be cut at other marks than ours: German Excel cuts at semicolons.
"""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.http import HttpResponse

# In every width and height: a spreadsheet of East Asia takes the full-width ones for the plain.
SIGNS: Final = frozenset("=+-@−⁺⁻⁼₊₋₌⩵⩶﬩﹢﹣﹦﹫＋－＝＠")  # noqa: RUF001 -- meant as they are
CUTS: Final = frozenset(";\t\r\n")
BREAKS: Final = ("\t", "\r", "\n")
UNSEEN: Final = frozenset({"Cc", "Cf"})  # controls; zero width, direction


def csv_answer(name: str, heads: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.write("\ufeff")  # by which spreadsheets know that it is UTF-8
    sheet = csv.writer(answer)
    sheet.writerow([uncut(plain(each)) for each in heads])
    for row in rows:
        sheet.writerow([uncut(plain(each)) for each in row])
    return answer


def plain(value: Any) -> str:
    """As text, and never as something a spreadsheet would run."""
    text = "" if value is None else str(value).replace("\0", "")
    return f"'{text}" if runs(text) else text


def runs(text: str) -> bool:
    """Whether a spreadsheet could run it, or take it for more than one cell. An apostrophe before it changes nothing here."""
    return text.lstrip("'").startswith(BREAKS) or _from_each(text)[0]


def unquoted(text: str) -> str:
    """What `plain` was given."""
    return text[1:] if text.startswith("'") and runs(text[1:]) else text


def uncut(text: str) -> str:
    """The same for what would stand at a cell's beginning where a CSV is cut at another mark."""
    after = _from_each(text)
    return "".join(f"{ch}'" if ch in CUTS and after[n + 1] else ch for n, ch in enumerate(text))


def joined(text: str) -> str:
    """What `uncut` was given."""
    after = _from_each(text)
    added = (ch == "'" and after[n + 1] and text[n - 1 : n] in CUTS for n, ch in enumerate(text))
    return "".join(ch for ch, extra in zip(text, added, strict=True) if not extra)


def _from_each(text: str) -> list[bool]:
    """Of each place, whether a sign is the first that is seen from there on; apostrophes are looked through."""
    found = [False] * (len(text) + 1)
    if SIGNS.isdisjoint(text):
        return found
    for place in range(len(text) - 1, -1, -1):
        ch = text[place]
        found[place] = ch in SIGNS or (_is_unseen(ch) and found[place + 1])
    return found


def _is_unseen(ch: str) -> bool:
    return ch == "'" or ch.isspace() or unicodedata.category(ch) in UNSEEN
