"""Quads with marks, written down as a template: https://www.w3.org/TR/rdf-canon/#hash-1d-quads.

``compiler`` says which value each mark stands for and that it may be filled in anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from credentials.core.canonical.template import Format, Template, Unordered, picker


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


def blank_nodes(quads: Iterable[Quad]) -> list[BlankNode]:
    """The blank nodes of the quads, each once."""
    terms = (term for quad in quads for term in (quad.subject, quad.object))
    return list(dict.fromkeys(term for term in terms if isinstance(term, BlankNode)))


def write_template(quads: Sequence[Quad], marks: Mapping[str, int], places: Places) -> Template:
    """The template of quads in which each of ``marks`` stands for the value of a place."""
    order = [*places.iris, *places.texts, *places.numbers]
    blanks = blank_nodes(quads)
    writer = _Writer(marks, {place: number for number, place in enumerate(order)}, blanks)
    lines = [writer.line(quad) for quad in quads]
    blocks, unordered = [], []
    for blank in range(len(blanks)):
        block, loose = _first_degree(lines, _Blank(blank))
        blocks.append(block)
        if loose is not None:
            unordered.append(Unordered(blank, loose))
    labels = len(order)
    whole = [_written(line, lambda blank: _Hole(labels + blank.place)) for line in lines]
    return Template(
        iris=len(places.iris),
        texts=picker([*places.iris, *places.texts]),
        numbers=picker(places.numbers),
        blank_nodes=len(blanks),
        first_degree=_format(_between(blocks, "\0")),
        unordered=tuple(unordered),
        quads=_format(_between(whole, "\n")),
    )


class _Writer:
    """Writes quads down with holes for the marks."""

    def __init__(
        self, marks: Mapping[str, int], arguments: Mapping[int, int], blanks: Sequence[BlankNode]
    ) -> None:
        self._marks, self._arguments = marks, arguments
        self._blanks = {node: _Blank(place) for place, node in enumerate(blanks)}

    def line(self, quad: Quad) -> _Line:
        return self._term(quad.subject), (f" {quad.predicate} ",), self._term(quad.object)

    def _term(self, term: object) -> _Term:
        if isinstance(term, BlankNode):
            return self._blanks[term]
        if isinstance(term, NamedNode | Literal) and term.value in self._marks:
            before, _mark, after = str(term).partition(term.value)
            return before, _Hole(self._arguments[self._marks[term.value]]), after
        return (str(term),)


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
        return _between([*found, ("",)], "\n"), None
    filled = [text for text in found if len(text) > 1]
    return _between([*filled, ("",)], "\n"), tuple(_beginning(t) for t in found if len(t) == 1)


def _beginning(text: _Text) -> str:
    return str(text[0])


def _is_before(one: _Text, other: _Text) -> bool:
    """Whether the one stands before the other whatever is filled in, or both are words alone."""
    if len(one) == len(other) == 1:
        return True
    return not _beginning(other).startswith(_beginning(one))


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
    words = (part.replace("%", "%%") if isinstance(part, str) else "%s" for part in text)
    return Format("".join(words), picker([p.argument for p in text if isinstance(p, _Hole)]))
