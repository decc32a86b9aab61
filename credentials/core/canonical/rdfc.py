"""RDF Dataset Canonicalization 1.0: https://www.w3.org/TR/rdf-canon/.

Terms are pyoxigraph's, which writes them as canonical N-Quads. Its own canonicalising is what tests compare with:
it cannot be stopped once it has begun, and the work grows without bounds where blank nodes look alike (§4.6, Hash
First Degree Quads). ``counted`` gives up after so many steps.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
)

from credentials.core.canonical import terms
from credentials.core.canonical.counted import Canonicalizer
from credentials.core.errors import CanonicalError
from credentials.core.types import Document

MAX_QUADS: Final = 2000


def canonicalize(dataset: Document) -> bytes:
    """The canonical N-Quads of a dataset as ``jsonld.to_dataset`` gives it.

    Raises:
        CanonicalError: ``too_complex`` for poison graphs, ``bad_rdf`` for terms that RDF does not know.
    """
    return canonicalize_quads(quads_of(dataset))


def quads_of(dataset: Document) -> list[Quad]:
    """The quads of a dataset as ``jsonld.to_dataset`` gives it.

    Raises:
        CanonicalError: ``bad_rdf`` for terms that RDF does not know.
    """
    try:
        return [_quad(triple, graph) for graph, triples in dataset.items() for triple in triples]
    except ValueError:
        raise CanonicalError("bad_rdf", "A term is not one that RDF knows.") from None


def stated(dataset: Document) -> list[terms.Statement] | None:
    """What a dataset as ``jsonld.to_dataset`` gives it says; None where not all of it is in the default graph.

    Raises:
        CanonicalError: ``bad_rdf`` for terms that RDF does not know.
    """
    if dataset.keys() != {"@default"}:
        return None
    return [
        terms.Statement(*map(_light, (quad.subject, quad.predicate, quad.object)))
        for quad in quads_of(dataset)
    ]


def _light(term: object) -> terms.Term:
    if isinstance(term, Literal):
        return terms.Term(terms.LITERAL, term.value, str(term), term.datatype.value)
    if isinstance(term, NamedNode):
        return terms.Term(terms.IRI, term.value, str(term))
    return terms.Term(terms.BLANK, str(term), str(term))


def canonicalize_quads(quads: list[Quad]) -> bytes:
    """The canonical N-Quads of quads.

    Raises:
        CanonicalError: ``too_complex``.
    """
    if len(quads) > MAX_QUADS:
        raise CanonicalError("too_complex", "This document is too complex.")
    return Canonicalizer(quads).serialize()


def _quad(triple: Document, graph: str) -> Quad:
    return Quad(
        _resource(triple["subject"]),
        NamedNode(triple["predicate"]["value"]),
        _term(triple["object"]),
        _graph(graph),
    )


def _graph(name: str) -> NamedNode | BlankNode | DefaultGraph:
    if name == "@default":
        return DefaultGraph()
    return _resource({"type": "blank node" if name.startswith("_:") else "IRI", "value": name})


def _resource(term: Document) -> NamedNode | BlankNode:
    if term["type"] == "blank node":
        return BlankNode(term["value"].removeprefix("_:"))
    return NamedNode(term["value"])


def _term(term: Document) -> NamedNode | BlankNode | Literal:
    if term["type"] != "literal":
        return _resource(term)
    if language := term.get("language"):
        return Literal(term["value"], language=language)
    return Literal(term["value"], datatype=NamedNode(term["datatype"]))
