"""Canonical N-Quads by compiled shapes, or the general way where none fits.

The shape of a document is its context, its structure and those of its values that say how others are meant.
For all documents of a shape RDF differs in texts, plain IRIs and whole numbers alone: it is worked out once and
then filled in (``template``). A document that is filled in would not have been refused the general way, and has
the same canonical form: https://www.w3.org/TR/rdf-canon/. What it takes for that travels with the package for what is
issued here (``meanings``), and is found out the general way for all else, when it comes a second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from credentials.core.canonical import jsonld, meanings, structure
from credentials.core.canonical.compiler import compile_template, constants_of
from credentials.core.canonical.contexts import name_of
from credentials.core.canonical.kept import Kept, Place
from credentials.core.canonical.template import Template
from credentials.core.canonical.terms import Statement
from credentials.core.errors import CoreError
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
    read = None if contexts.name is None else structure.read(document)
    if read is None:
        return canonicalize_generally(whole)
    place, values = (contexts.name, read[0]), read[1]
    canonical = _by_meanings(place, whole, values)
    if canonical is None:
        canonical = canonicalize_generally(whole)
        if KEPT.meet(place):
            _learn(place, whole, values, canonical)
    return canonical


def canonicalize_generally(document: Document) -> bytes:
    """The same, through JSON-LD and RDF each time anew.

    Raises:
        CanonicalError: As ``canonicalize``.
        EncodingError: As ``canonicalize``.
    """
    from credentials.core.canonical import rdfc  # noqa: PLC0415 -- its engine takes longer to load than a known card to verify

    return rdfc.canonicalize(jsonld.to_dataset(document))


def forget() -> None:
    """Forget every shape."""
    KEPT.forget()


def _by_meanings(place: Place, document: Document, values: Sequence[JSON]) -> bytes | None:
    """The canonical form of a document all of whose words are in the table; None of any other.

    Its shape is kept at once, and takes the place of another like any shape: it is soon made again.
    """
    name = place[0]
    if not meanings.knows(name, document):
        return None

    def state(marked: Document, marks: Mapping[str, int]) -> Sequence[Statement] | None:
        return meanings.stated(name, marked, marks)

    fixed = KEPT.constant(place)
    known = constants_of(document, values) if fixed is None else fixed
    template, constant = compile_template(document, values, known, state)
    if template is None or constant != known:
        return None
    KEPT.keep(place, values, known, template)
    return template.fill(values)


def _learn(place: Place, document: Document, values: Sequence[JSON], canonical: bytes) -> None:
    """Compile the shape of a document that went the general way."""
    fixed = KEPT.constant(place)
    known = constants_of(document, values) if fixed is None else fixed
    template, constant = compile_template(document, values, known, _state_generally)
    # What is constant here may be filled in elsewhere: the first of a structure decided.
    if (fixed is not None and constant != fixed) or (
        template is not None and template.fill(values) != canonical
    ):
        template = None
    KEPT.keep(place, values, constant if fixed is None else fixed, template)


def _state_generally(document: Document, _marks: object) -> Sequence[Statement] | None:
    from credentials.core.canonical import rdfc  # noqa: PLC0415 -- as above

    try:
        return rdfc.stated(jsonld.to_dataset(document))
    except CoreError:
        return None
