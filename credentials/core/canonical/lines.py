"""Quads with marks, written down as a template: https://www.w3.org/TR/rdf-canon/#hash-1d-quads.

``compiler`` says which value each mark stands for and that it may be filled in anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from credentials.core.canonical.structure import picker
from credentials.core.canonical.template import Template, Unordered
from credentials.core.canonical.terms import BLANK, Statement, Term
from credentials.core.canonical.texts import Format


@dataclass(frozen=True)
class Places:
    """The values that are filled in, by their places: IRIs, other texts, whole numbers."""

    iris: list[int]
    texts: list[int]
    numbers: list[int]


@dataclass(frozen=True)
class _Hole:
    """Where the argument of this number goes."""

    argument: int


@dataclass(frozen=True)
class _Blank:
    """A blank node, by its place among them."""

    place: int


_Text: TypeAlias = tuple[str | _Hole, ...]
_Term: TypeAlias = _Text | _Blank
_Line: TypeAlias = tuple[_Term, _Text, _Term]


def blank_nodes(quads: Iterable[Statement]) -> list[Term]:
    """The blank nodes of the quads, each once."""
    terms = (term for quad in quads for term in (quad.subject, quad.object))
    return list(dict.fromkeys(term for term in terms if term.kind == BLANK))


def write_template(
    quads: Sequence[Statement], marks: Mapping[str, int], places: Places
) -> Template:
    """The template of quads in which each of ``marks`` stands for the value of a place."""
    order = [*places.iris, *places.texts, *places.numbers]
    blanks = [_Blank(place) for place in range(len(blank_nodes(quads)))]
    writer = _Writer(marks, {place: number for number, place in enumerate(order)}, quads)
    lines = [writer.line(quad) for quad in quads]
    looks = [_first_degree(lines, blank) for blank in blanks]

    def labelled(blank: _Blank) -> _Hole:
        return _Hole(len(order) + blank.place)

    named = [_written(line, labelled) for line in lines if not isinstance(line[0], _Blank)]
    about = [_about(lines, blank, labelled) for blank in blanks]
    return Template(
        iris=len(places.iris),
        texts=picker([*places.iris, *places.texts]),
        numbers=picker(places.numbers),
        blank_nodes=len(blanks),
        first_degree=_format(_between([block for block, _loose in looks], "\0")),
        unordered=tuple(
            Unordered(place, tuple(line.encode() for line in loose))
            for place, (_, loose) in enumerate(looks)
            if loose is not None
        ),
        quads=_format(
            _between([_between(block, "\n") for block in (named, *(b for b, _ in about))], "\0")
        ),
        loose=tuple(place for place, (_block, loose) in enumerate(about) if loose),
    )


class _Writer:
    """Writes quads down with holes for the marks."""

    def __init__(
        self, marks: Mapping[str, int], arguments: Mapping[int, int], quads: Sequence[Statement]
    ) -> None:
        self._marks, self._arguments = marks, arguments
        self._blanks = {node: _Blank(place) for place, node in enumerate(blank_nodes(quads))}

    def line(self, quad: Statement) -> _Line:
        return self._term(quad.subject), (f" {quad.predicate.written} ",), self._term(quad.object)

    def _term(self, term: Term) -> _Term:
        if term.kind == BLANK:
            return self._blanks[term]
        if term.value in self._marks:
            before, _mark, after = term.written.partition(term.value)
            return before, _Hole(self._arguments[self._marks[term.value]]), after
        return (term.written,)


def _first_degree(lines: Sequence[_Line], own: _Blank) -> tuple[_Text, tuple[str, ...] | None]:
    """§4.6.3: the quads that name a blank node, itself written ``_:a`` and every other ``_:z``.

    In their order where it is certain; else those with a hole, and apart from them those without.
    """
    found = sorted(
        (
            _written(line, lambda blank: "_:a" if blank == own else "_:z")
            for line in lines
            if own in {line[0], line[2]}
        ),
        key=_beginning,
    )
    if all(_is_before(one, other) for one, other in pairwise(found)):
        return _lines(found), None
    filled = [text for text in found if len(text) > 1]
    return _lines(filled), tuple(_beginning(text) for text in found if len(text) == 1)


def _about(
    lines: Sequence[_Line], own: _Blank, label: Callable[[_Blank], _Hole]
) -> tuple[list[_Text], bool]:
    """A blank node's own quads with holes for labels, and whether their order depends on what is filled in."""
    # All begin with the same label, whichever it is.
    found = sorted(
        (
            (_written(line, lambda blank: "_:a" if blank == own else label(blank)), line)
            for line in lines
            if line[0] == own
        ),
        key=lambda pair: _beginning(pair[0]),
    )
    loose = not all(_is_before(one, other) for (one, _), (other, _) in pairwise(found))
    return [_written(line, label) for _text, line in found], loose


def _lines(texts: Sequence[_Text]) -> _Text:
    return tuple(part for text in texts for part in (*text, "\n"))


def _beginning(text: _Text) -> str:
    return str(text[0])


def _is_before(one: _Text, other: _Text) -> bool:
    """Whether the one stands before the other whatever is filled in, or both are words alone."""
    return len(one) == len(other) == 1 or not _beginning(other).startswith(_beginning(one))


def _written(line: _Line, label: Callable[[_Blank], str | _Hole]) -> _Text:
    """A line of N-Quads, neighbouring words made one; it begins with words, be they none."""
    parts: list[str | _Hole] = [""]
    for term in (*line, (" .",)):
        for part in (label(term),) if isinstance(term, _Blank) else term:
            last = parts[-1]
            if isinstance(part, str) and isinstance(last, str):
                parts[-1] = last + part
            else:
                parts.append(part)
    return tuple(parts)


def _between(texts: Sequence[_Text], separator: str) -> _Text:
    return tuple(
        part for place, text in enumerate(texts) for part in ([separator, *text] if place else text)
    )


def _format(text: _Text) -> Format:
    words, places = [""], []
    for part in text:
        if isinstance(part, str):
            words[-1] += part
        else:
            places.append(part.argument)
            words.append("")
    return Format([word.encode() for word in words], places)
