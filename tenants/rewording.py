"""What changed between two versions of a text, for people: paragraphs that stay, and words that go or come."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

STAYS, GOES, COMES = "stays", "goes", "comes"
# Comparing takes as long as both lengths multiplied; a paragraph of some 2,000 words is still compared.
MOST_COMPARED: Final = 4_000_000
WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """Words in a row, and whether they stay, go or come."""

    how: str
    text: str


def changed(before: str, after: str) -> list[list[Piece]]:
    """The paragraphs of both versions in order, each in pieces.

    Without what goes, the pieces of all paragraphs are the text after; without what comes, the text before.
    Whole paragraphs are compared first and words only where paragraphs differ, so that a long text takes no longer
    than its changes are many.
    """
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[list[Piece]] = []
    for how, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if how == "equal":
            found += [[Piece(STAYS, each)] for each in old[i:j]]
        elif how == "replace" and j - i == m - k:
            for pair in zip(old[i:j], new[k:m], strict=True):
                found += _reworded(*pair)
        else:
            found += [[Piece(GOES, each)] for each in old[i:j]]
            found += [[Piece(COMES, each)] for each in new[k:m]]
    return found


def _paragraphs(text: str) -> list[str]:
    return [each.strip() for each in text.replace("\r\n", "\n").split("\n") if each.strip()]


def _reworded(before: str, after: str) -> list[list[Piece]]:
    old, new = WORDS.findall(before), WORDS.findall(after)
    if len(old) * len(new) > MOST_COMPARED:
        return [[Piece(GOES, before)], [Piece(COMES, after)]]
    matched = SequenceMatcher(None, old, new, autojunk=False)
    if matched.ratio() < 0.5:  # noqa: PLR2004 -- less in common than apart: easier to read one after the other
        return [[Piece(GOES, before)], [Piece(COMES, after)]]
    pieces: list[Piece] = []
    for how, i, j, k, m in matched.get_opcodes():
        if how == "equal":
            pieces.append(Piece(STAYS, "".join(old[i:j])))
            continue
        if i < j:
            pieces.append(Piece(GOES, "".join(old[i:j])))
        if k < m:
            pieces.append(Piece(COMES, "".join(new[k:m])))
    return [pieces]
