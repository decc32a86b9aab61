"""Canonical N-Quads by compiled shapes, or the general way where none fits.

The shape of a document is its context, its structure and those of its values that say how others are meant.
For all documents of a shape RDF differs in texts, plain IRIs and whole numbers alone: it is worked out once and
then filled in (``template``). A document that is filled in would not have been refused the general way, and has
the same canonical form: https://www.w3.org/TR/rdf-canon/.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from credentials.core.canonical import jsonld, rdfc, structure
from credentials.core.canonical.compiler import compile_template, constants_of
from credentials.core.canonical.contexts import name_of
from credentials.core.canonical.kept import Kept, Place
from credentials.core.canonical.template import Template
from credentials.core.types import JSON, Document

KEPT: Final[Kept[Template | None]] = Kept()
"""None for shapes that are not compiled."""


class Contexts(NamedTuple):
    """Contexts and a key for them; None where they cannot have one."""

    value: JSON
    name: JSON


def canonicalize(document: Document) -> bytes:
    """The canonical N-Quads of a document.

    Raises:
        CanonicalError: When it has no safe canonical form, or one that is too hard to find.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    return canonicalize_within(named(document.get("@context")), document)


def named(contexts: JSON) -> Contexts:
    """The contexts of a document, with what they are known by."""
    return Contexts(contexts, name_of(contexts))


def canonicalize_within(contexts: Contexts, document: Document) -> bytes:
    """The same of a document that is understood in these contexts and not in its own.

    Raises:
        CanonicalError: As ``canonicalize``.
        EncodingError: As ``canonicalize``.
    """
    known = None if contexts.name is None else KEPT.recall(contexts.name, document)
    if known is not None:
        template, values = known
        filled = None if template is None else template.fill(values)
        return filled or canonicalize_generally({**document, "@context": contexts.value})
    whole = {**document, "@context": contexts.value}
    canonical = canonicalize_generally(whole)
    read = None if contexts.name is None else structure.read(document)
    if read is not None:
        place, values = (contexts.name, read[0]), read[1]
        if KEPT.meet(place):
            _learn(place, whole, values, canonical)
    return canonical


def canonicalize_generally(document: Document) -> bytes:
    """The same, through JSON-LD and RDF each time anew.

    Raises:
        CanonicalError: As ``canonicalize``.
        EncodingError: As ``canonicalize``.
    """
    return rdfc.canonicalize(jsonld.to_dataset(document))


def forget() -> None:
    """Forget every shape."""
    KEPT.forget()


def _learn(place: Place, document: Document, values: Sequence[JSON], canonical: bytes) -> None:
    """Compile the shape of a document that went the general way."""
    fixed = KEPT.constant(place)
    known = constants_of(document, values) if fixed is None else fixed
    template, constant = compile_template(document, values, known)
    # What is constant here may be filled in elsewhere: the first of a structure decided.
    if (fixed is not None and constant != fixed) or (
        template is not None and template.fill(values) != canonical
    ):
        template = None
    KEPT.keep(place, values, constant if fixed is None else fixed, template)
