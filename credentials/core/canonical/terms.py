"""Statements of RDF, as little as a template needs of them: https://www.w3.org/TR/rdf11-concepts/#section-triples.

Whoever makes them says how each term is written in canonical N-Quads; nothing is escaped here.
"""

from __future__ import annotations

from typing import Final, NamedTuple

IRI: Final = "iri"
BLANK: Final = "blank"
LITERAL: Final = "literal"


class Term(NamedTuple):
    """What a statement is about, or says. ``value`` is the IRI, the label or the text, ``written`` all of it."""

    kind: str
    value: str
    written: str
    datatype: str = ""


class Statement(NamedTuple):
    """One statement of the default graph."""

    subject: Term
    predicate: Term
    object: Term


def named(iri: str) -> Term:
    """An IRI."""
    return Term(IRI, iri, f"<{iri}>")
