"""A language that shows what is translated: every text in its own brackets. What stands outside is data, or a fault."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from unittest.mock import patch

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import trans_real
from django.utils.translation.trans_real import CONTEXT_SEPARATOR, DjangoTranslation

BRACKETED = re.compile(r"⟦[^⟦⟧]*⟧")
WORD = re.compile(r"[^\W\d_]{2,}")
SILENT = {"script", "style", "code", "pre", "kbd", "samp", "svg", "time"}
VOID = {
    "area",
    "base",
    "br",
    "col",
    "embed",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "track",
    "wbr",
    "use",
}
SPOKEN = {"alt", "aria-label", "title", "placeholder", "aria-description"}


class Pseudo(DjangoTranslation):
    def __init__(self) -> None:
        self.plural = lambda number: int(number != 1)

    def to_language(self) -> str:
        return "xx"

    def language(self) -> str:
        return "xx"

    def gettext(self, message: str) -> str:
        text = message.rpartition(CONTEXT_SEPARATOR)[2]
        return f"⟦{text}⟧" if text.strip() else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)


@contextmanager
def spoken() -> Iterator[None]:
    """Every request is answered in it."""
    with (
        patch.dict(trans_real._translations, {"xx": Pseudo()}),
        patch("django.utils.translation.get_language_from_request", return_value="xx"),
        patch("tenants.spoken.fall_back_on"),
    ):
        try:
            yield
        finally:
            translation.activate(settings.LANGUAGE_CODE)


def data() -> list[str]:
    """Every text in the database: what people have written is nobody's to translate."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    found.update(_texts(value))
    return list(found)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and value[:1] in {"[", "{"}:
        yield from _texts(json.loads(value))
    elif isinstance(value, str):
        for part in {value, *value.splitlines()}:
            yield from {part.strip(), part.strip().rstrip(".")} if WORD.search(part) else ()
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


class Reader(HTMLParser):
    """What a person reads or is read to: texts and spoken attributes, not code and not what is in another language."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        other = given.get("lang") not in {None, "xx"} or "translate" in given
        silent = tag in SILENT or other or (bool(self._open) and self._open[-1][1])
        if not silent:
            self.found += [value for name, value in attrs if name in SPOKEN and value]
        if tag == "input" and given.get("type") in {"submit", "button"}:
            self.found.append(given.get("value") or "")
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            return
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, text: str) -> None:
        if not (self._open and self._open[-1][1]):
            self.found.append(text)


def untranslated(page: str, known: list[str]) -> list[str]:
    reader = Reader()
    reader.feed(page)
    # One text may hold marks of its own, so that brackets open in one node and close in another.
    whole = "\n".join(reader.found)
    while (less := BRACKETED.sub(" ", whole)) != whole:
        whole = less
    exact = set(known)
    left = {line.strip() for line in whole.splitlines() if WORD.search(line)} - exact
    longest = sorted(exact, key=len, reverse=True)
    return sorted(line for line in left if WORD.search(_without(line, longest)))


def _without(line: str, known: list[str]) -> str:
    for text in known:
        if text in line:
            line = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", " ", line)
    return line
