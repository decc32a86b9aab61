"""From a document to the template of all documents like it: https://www.w3.org/TR/json-ld11-api/.

Every value is replaced by a mark of its own, the document is turned into statements once (``jsonld``, or ``meanings``
where the table knows all of it), and in these each mark shows where its value went. So nothing about JSON-LD is decided
here, except what is not compiled: whatever could depend on more than where a value stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from typing import Final, TypeAlias

from credentials.core.canonical import structure
from credentials.core.canonical.contexts import terms_with_words
from credentials.core.canonical.lines import Places, blank_nodes, write_template
from credentials.core.canonical.template import MAX_BLANK, SAFE_IRI, Template
from credentials.core.canonical.terms import IRI, LITERAL, Statement, Term
from credentials.core.types import JSON, Document

MAX_QUADS: Final = 256
MAX_VALUES: Final = 256
_MARK: Final = "urn:coopportal:value:"
_NUMBER: Final = 9_007_199_254_000_000
"""Whole numbers from here on, near the largest that JSON carries, are marks too."""

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_TYPE: Final = f"{_RDF}type"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
# What such a literal says is worked out from what stands in the document, not carried over.
_WORKED_OUT: Final = {f"{_XSD}double", f"{_XSD}float", f"{_RDF}JSON"}
_KINDS: Final = {str, int, bool, type(None)}

State: TypeAlias = Callable[[Document, Mapping[str, int]], Sequence[Statement] | None]
"""What a document with these marks says; None where that is not all in the default graph, or not known."""


def constants_of(document: Document, values: Sequence[JSON]) -> frozenset[int]:
    """The places of the values that say how others are meant: types, languages, yes and no, nothing, words.

    ``document`` went the general way, so that its contexts are such as may be used.
    """
    worded = terms_with_words(document.get("@context", []))
    return frozenset(
        place
        for place, (_holder, _name, under) in enumerate(structure.leaves(document))
        if under == "type"
        or (under.startswith("@") and under != "@value")
        or type(values[place]) not in {str, int}
        or (under in worded and not SAFE_IRI.fullmatch(str(values[place])))
    )


def compile_template(
    document: Document, values: Sequence[JSON], fixed: frozenset[int], state: State
) -> tuple[Template | None, frozenset[int]]:
    """The template of a document that may be signed, and which of its values are constant.

    ``fixed`` are those that are at least. None where it is not certain that every document of this shape has
    its canonical form by filling in.
    """
    if len(values) > MAX_VALUES or any(type(value) not in _KINDS for value in values):
        return None, fixed
    written = json.dumps(document)
    if _MARK in written or str(_NUMBER)[:-6] in written:
        return None, fixed
    # Words of a vocabulary show among the marked values at the first turn, and are left at the second.
    for _turn in range(2):
        marks = {
            f"{_MARK}{place}" if type(value) is str else str(_NUMBER + place): place
            for place, value in enumerate(values)
            if place not in fixed
        }
        quads = state(_marked(document, values, fixed), marks)
        if quads is None or len(quads) > MAX_QUADS:
            return None, fixed
        words = frozenset(_words(quads, marks, values))
        if not words:
            return _template(quads, marks, values), fixed
        fixed |= words
    return None, fixed


def _marked(document: Document, values: Sequence[JSON], fixed: frozenset[int]) -> Document:
    marked = {
        name: item if name == "@context" else deepcopy(item) for name, item in document.items()
    }
    for place, (holder, name, _under) in enumerate(structure.leaves(marked)):
        if place not in fixed:
            mark = f"{_MARK}{place}" if type(values[place]) is str else _NUMBER + place
            holder[name] = mark
    return marked


def _words(
    quads: Iterable[Statement], marks: Mapping[str, int], values: Sequence[JSON]
) -> Iterable[int]:
    """The values that stand for an IRI without being a plain one."""
    for quad in quads:
        for term in (quad.subject, quad.object):
            place = marks.get(term.value) if term.kind == IRI else None
            if place is not None and not SAFE_IRI.fullmatch(str(values[place])):
                yield place


def _template(
    quads: Sequence[Statement], marks: Mapping[str, int], values: Sequence[JSON]
) -> Template | None:
    objects = [(quad.predicate.value, quad.object) for quad in quads]
    literals = [(name, term) for name, term in objects if term.kind == LITERAL]
    named = {
        marks[term.value]
        for term in (*(quad.subject for quad in quads), *(term for _name, term in objects))
        if _is_mark(term, marks)
    }
    said = {marks[term.value] for _name, term in literals if term.value in marks}
    numbers = {place for place in said if type(values[place]) is int}
    if (
        named | said != set(marks.values())
        or any(term.datatype in _WORKED_OUT for _name, term in literals)
        or any(name == _TYPE and _is_mark(term, marks) for name, term in objects)
        or _mixes(literals, {mark for mark, place in marks.items() if place in numbers})
        or len(blank_nodes(quads)) > MAX_BLANK
    ):
        return None
    places = Places(sorted(named), sorted(said - named - numbers), sorted(numbers))
    return write_template(quads, marks, places)


def _is_mark(term: Term, marks: Mapping[str, int]) -> bool:
    return term.kind == IRI and term.value in marks


def _mixes(literals: Iterable[tuple[str, Term]], numbers: set[str]) -> bool:
    """Whether numbers stand beside yes or no: the general way takes true and 1 of one thing for one value."""
    numbered = {name for name, term in literals if term.value in numbers}
    return any(name in numbered and term.value in {"true", "false"} for name, term in literals)
