"""RDF Dataset Canonicalization 1.0, step by step, with its steps counted: https://www.w3.org/TR/rdf-canon/.

Where blank nodes look alike, the work can grow without bounds. A count and not a clock decides when it is enough,
so that the same graph is always accepted or always refused. Names are those of the specification.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations
from typing import Final, TypeAlias

from pyoxigraph import DefaultGraph, Quad

from credentials.core.errors import CanonicalError

MOST_STEPS: Final = 50_000
"""A step is a quad hashed or a name written: about a quarter of a second in all."""

_COPIED_PER_STEP: Final = 8
_POSITIONS: Final = "s", "o", "g"
_Node: TypeAlias = str
"""A blank node as N-Quads writes it, beginning with ``_:``; no other term does."""

_Row: TypeAlias = "tuple[str, str, str, str]"
"""Subject, predicate, object and graph in N-Quads; the default graph is empty."""

_Hashed: TypeAlias = "tuple[str, _Issuer]"


class _Issuer:
    """Gives names in the order in which they are asked for (§4.5)."""

    def __init__(self, prefix: str) -> None:
        self._prefix = prefix
        self.issued: dict[_Node, str] = {}

    def copy(self) -> _Issuer:
        other = _Issuer(self._prefix)
        other.issued = dict(self.issued)
        return other

    def issue(self, node: _Node) -> str:
        return self.issued.setdefault(node, f"{self._prefix}{len(self.issued)}")


class Canonicalizer:
    """The canonicalization state (§4.3) of one dataset."""

    def __init__(self, quads: Iterable[Quad], *, most_steps: int = MOST_STEPS) -> None:
        """Take the quads, and how many steps they may cost."""
        self._rows = {_row(quad) for quad in quads}
        self._left = most_steps
        self._mentions: defaultdict[_Node, list[_Row]] = defaultdict(list)
        for row in self._rows:
            subject, _, thing, graph = row
            for node in {subject, thing, graph}:
                if node[:2] == "_:":
                    self._mentions[node].append(row)
        self._first: dict[_Node, str] = {
            node: _first_degree(node, found) for node, found in self._mentions.items()
        }
        self._canonical = _Issuer("_:c14n")

    def groups(self) -> list[list[_Node]]:
        """Blank nodes that look alike at first sight, in the order of their hashes (§4.4.3, step 3)."""
        found: defaultdict[str, list[_Node]] = defaultdict(list)
        for node, digest in self._first.items():
            found[digest].append(node)
        return [found[digest] for digest in sorted(found)]

    def labels(self) -> Mapping[_Node, str]:
        """The canonical name of each blank node, both with ``_:`` (§4.4.3).

        Raises:
            CanonicalError: ``too_complex`` when it would take too many steps.
        """
        groups = self.groups()
        for group in groups:
            if len(group) == 1:
                self._canonical.issue(group[0])
        for group in groups:
            if len(group) > 1:
                self._label(group)
        return self._canonical.issued

    def serialize(self) -> bytes:
        """The canonical N-Quads (§5).

        Raises:
            CanonicalError: ``too_complex``.
        """
        labels = self.labels()
        rows = ([labels.get(term, term) for term in row] for row in self._rows)
        # UTF-8 keeps the order of code points, which is the order of §4.4.3.
        return b"".join(sorted(_line(row).encode() for row in rows))

    def _label(self, group: Sequence[_Node]) -> None:
        paths: list[_Hashed] = []
        for node in group:
            if node not in self._canonical.issued:
                issuer = _Issuer("_:b")
                issuer.issue(node)
                try:
                    paths.append(self._n_degree(node, issuer))
                except RecursionError:
                    raise _too_complex() from None
        for _, issuer in sorted(paths, key=lambda path: path[0]):
            for node in issuer.issued:
                self._canonical.issue(node)

    def _n_degree(self, node: _Node, issuer: _Issuer) -> _Hashed:
        """Hash N-Degree Quads (§4.8.3)."""
        related: defaultdict[str, list[_Node]] = defaultdict(list)
        for subject, predicate, thing, graph in sorted(self._mentions[node]):
            for position, other in zip(_POSITIONS, (subject, thing, graph), strict=True):
                if other[:2] == "_:" and other != node:
                    alike = related[self._related(other, predicate, issuer, position)]
                    # The same triple in two graphs relates it once; JSON-LD cannot write that.
                    if other not in alike:
                        alike.append(other)
        data = []
        for digest in sorted(related):
            chosen_path, chosen = "", issuer
            for order in permutations(related[digest]):
                self._step(1 + len(issuer.issued) // _COPIED_PER_STEP)
                path, issued = self._path(order, issuer, chosen_path)
                if not chosen_path or path < chosen_path:
                    chosen_path, chosen = path, issued
            data.append(digest + chosen_path)
            issuer = chosen
        return _sha256("".join(data)), issuer

    def _path(self, order: Sequence[_Node], issuer: _Issuer, best: str) -> tuple[str, _Issuer]:
        """§4.8.3, steps 5.4.1 to 5.4.5: the names along one order; left early where it cannot be the best."""
        issuer, path, deeper = issuer.copy(), "", []
        for node in order:
            self._step()
            if name := self._canonical.issued.get(node):
                path += name
            else:
                if node not in issuer.issued:
                    deeper.append(node)
                path += issuer.issue(node)
            if best and _is_worse(path, best):
                return path, issuer
        for node in deeper:
            digest, found = self._n_degree(node, issuer)
            path += f"{issuer.issue(node)}<{digest}>"
            issuer = found
            if best and _is_worse(path, best):
                break
        return path, issuer

    def _related(self, node: _Node, predicate: str, issuer: _Issuer, position: str) -> str:
        """Hash Related Blank Node (§4.7.3)."""
        self._step()
        name = self._canonical.issued.get(node) or issuer.issued.get(node) or self._first[node]
        return _sha256(position + ("" if position == "g" else predicate) + name)

    def _step(self, count: int = 1) -> None:
        self._left -= count
        if self._left < 0:
            raise _too_complex()


def _too_complex() -> CanonicalError:
    return CanonicalError("too_complex", "This document is too complex.")


def _is_worse(path: str, best: str) -> bool:
    return len(path) >= len(best) and path > best


def _row(quad: Quad) -> _Row:
    graph = quad.graph_name
    return (
        str(quad.subject),
        str(quad.predicate),
        str(quad.object),
        "" if isinstance(graph, DefaultGraph) else str(graph),
    )


def _line(terms: Sequence[str]) -> str:
    subject, predicate, thing, graph = terms
    return (
        f"{subject} {predicate} {thing} {graph} .\n"
        if graph
        else f"{subject} {predicate} {thing} .\n"
    )


def _first_degree(node: _Node, rows: Sequence[_Row]) -> str:
    """Hash First Degree Quads (§4.6.3): the node itself is written ``_:a`` and every other ``_:z``."""
    lines = [
        _line([term if term[:2] != "_:" else "_:a" if term == node else "_:z" for term in row])
        for row in rows
    ]
    return _sha256("".join(sorted(lines)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
