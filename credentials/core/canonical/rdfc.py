"""RDF Dataset Canonicalization 1.0: https://www.w3.org/TR/rdf-canon/.

The engine is pyoxigraph. Graphs made to take for ever are refused before it sees them: the work grows with
the number of blank nodes that look alike at first sight (§4.6, Hash First Degree Quads).
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
)

from credentials.core.errors import CanonicalError
from credentials.core.types import Document

MAX_ALIKE: Final = 6
MAX_ALIKE_TOGETHER: Final = 12
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


def canonicalize_quads(quads: list[Quad]) -> bytes:
    """The canonical N-Quads of quads.

    Raises:
        CanonicalError: ``too_complex``.
    """
    _refuse_poison(quads)
    canonical = Dataset(quads)
    canonical.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    # UTF-8 keeps the order of code points, which is the order of §4.4.3.
    lines = sorted(f"{quad} .\n".encode() for quad in canonical)
    return b"".join(lines)


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


def _refuse_poison(quads: list[Quad]) -> None:
    if len(quads) > MAX_QUADS:
        raise CanonicalError("too_complex", "This document is too complex.")
    about: defaultdict[BlankNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        terms = (quad.subject, quad.object, quad.graph_name)
        for node in {term for term in terms if isinstance(term, BlankNode)}:
            about[node].append(quad)
    groups = Counter(_first_degree(node, found) for node, found in about.items())
    alike = [size for size in groups.values() if size > 1]
    if max(alike, default=0) > MAX_ALIKE or sum(alike) > MAX_ALIKE_TOGETHER:
        raise CanonicalError("too_complex", "This document is too complex.")


def _first_degree(node: BlankNode, quads: list[Quad]) -> bytes:
    """§4.6.3: the quads that name the node, itself written ``_:a`` and every other ``_:z``."""

    def written(term: object) -> str:
        if isinstance(term, BlankNode):
            return "_:a" if term == node else "_:z"
        return str(term)

    lines = sorted(
        " ".join(map(written, (quad.subject, quad.predicate, quad.object, quad.graph_name)))
        for quad in quads
    )
    return hashlib.sha256("\n".join(lines).encode()).digest()
