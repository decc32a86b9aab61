"""Quads with marks, written down as a template: https://www.w3.org/TR/rdf-canon/#hash-1d-quads.

``compiler`` says which value each mark stands for and that it may be filled in anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from credentials.core.canonical.template import Format, Node, Template, picker


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


@dataclass(frozen=True)
class _Mark:
    """Where the label of a blank node goes."""

    mark: str


_Text: TypeAlias = tuple[str | _Hole | _Mark, ...]
_Term: TypeAlias = _Text | _Blank
_Line: TypeAlias = tuple[_Term, _Text, _Term]


def blank_nodes(quads: Iterable[Quad]) -> list[BlankNode]:
    """The blank nodes of the quads, each once."""
    terms = (term for quad in quads for term in (quad.subject, quad.object))
    return list(dict.fromkeys(term for term in terms if isinstance(term, BlankNode)))


def write_template(
    quads: Sequence[Quad], marks: Mapping[str, int], places: Places
) -> Template | None:
    """The template of quads in which each of ``marks`` stands for the value of a place.

    None where a blank node is not below one thing alone, as it is in all but odd documents.
    """
    order = [*places.iris, *places.texts, *places.numbers]
    blanks = blank_nodes(quads)
    writer = _Writer(marks, {place: number for number, place in enumerate(order)}, blanks)
    lines = [writer.line(quad) for quad in quads]
    found = [_node(lines, _Blank(place)) for place in range(len(blanks))]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return None
    labels = len(order)
    named = [
        _written(line, lambda blank: _Hole(labels + blank.place))
        for line in lines
        if not isinstance(line[0], _Blank)
    ]
    return Template(
        iris=len(places.iris),
        texts=picker([*places.iris, *places.texts]),
        numbers=picker(places.numbers),
        nodes=tuple(node for node, _pieces in known),
        first_degree=_format(_between([piece for _node, two in known for piece in two], "\0")),
        named=_format(_between(named, "\n")),
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


def _node(lines: Sequence[_Line], own: _Blank) -> tuple[Node, tuple[_Text, _Text]] | None:
    """A blank node, and its two pieces: what leads to it from an IRI, and its own quads."""
    to = [line for line in lines if line[2] == own]
    if len(to) > 1 or any(line[0] == own for line in to):
        return None
    below = [line[2] for line in lines if line[0] == own and isinstance(line[2], _Blank)]
    incoming = [_written(line, lambda blank: "_:a" if blank == own else "_:z") for line in to]
    named = bool(to) and not isinstance(to[0][0], _Blank)
    about = sorted(
        (
            _written(line, lambda blank: "_:a" if blank == own else _Mark(_mark(blank)))
            for line in lines
            if line[0] == own
        ),
        key=_beginning,
    )
    node = Node(
        incoming=2 * own.place,
        own=2 * own.place + 1,
        after="" if named else "".join(f"{_beginning(text)}\n" for text in incoming),
        below=tuple((_mark(blank), blank.place) for blank in below),
        loose=not all(_is_before(one, other) for one, other in pairwise(about)),
    )
    return node, (_lines(incoming if named else []), _lines(about))


def _mark(blank: _Blank) -> str:
    """Stands for a blank node; signs that are nowhere in what is filled in."""
    return f"\1{blank.place}\1"


def _lines(texts: Sequence[_Text]) -> _Text:
    return tuple(part for text in texts for part in (*text, "\n"))


def _beginning(text: _Text) -> str:
    return str(text[0])


def _is_before(one: _Text, other: _Text) -> bool:
    """Whether the one stands before the other whatever is filled in."""
    return len(one) == len(other) == 1 or not _beginning(other).startswith(_beginning(one))


def _written(line: _Line, label: Callable[[_Blank], str | _Hole | _Mark]) -> _Text:
    """A line of N-Quads, neighbouring words made one; it begins with words, be they none."""
    parts: list[str | _Hole | _Mark] = [""]
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
    holes = [part.argument for part in text if isinstance(part, _Hole)]
    return Format("".join(map(_in_format, text)), picker(holes))


def _in_format(part: str | _Hole | _Mark) -> str:
    if isinstance(part, _Hole):
        return "%s"
    return part.mark if isinstance(part, _Mark) else part.replace("%", "%%")
