"""Documents of a shape that the safe mode has looked at: https://www.w3.org/TR/json-ld11/#iana-security.

Whether ``jsonld.check_document`` refuses a document turns on its contexts, its structure, its languages, and on
each value for itself. So of a shape that it let pass, only the values are looked at again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from credentials.core import definition
from credentials.core.canonical import jsonld, structure
from credentials.core.canonical.contexts import name_of
from credentials.core.canonical.kept import Kept, Place
from credentials.core.encoding import check_json
from credentials.core.errors import CoreError
from credentials.core.types import JSON, Document

KEPT: Final[Kept[bool]] = Kept()


def is_known_safe(document: JSON) -> bool:
    """Whether ``check_document`` certainly lets pass something that may be a document."""
    return safe_values(document) is not None


def safe_values(document: JSON) -> Sequence[JSON] | None:
    """All values of a document that ``check_document`` certainly lets pass; None where that is not known."""
    if not isinstance(document, dict):
        return None
    try:
        plain = jsonld.without_repeated_context(document)
        if plain is not document and not definition.is_recognised(document["@context"]):
            # Repeated it stands deeper, and could be too deep there.
            return None
        name = name_of(plain.get("@context"))
        known = None if name is None else KEPT.recall(name, plain)
        if known is None:
            return None
        check_json([*known[1]])
    except CoreError:
        return None
    return known[1]


def check_safely(document: Document) -> None:
    """The same as ``check_document``, and remember its shape.

    Raises:
        CanonicalError: As ``check_document``.
        EncodingError: As ``check_document``.
    """
    jsonld.check_document(document)
    plain = jsonld.without_repeated_context(document)
    place, values = _read(plain)
    # A context farther in is told by its values, which are not in the structure.
    if place is not None and "@context" not in place[1] and structure.is_plain(place[1]):
        languages = frozenset(
            at
            for at, (_holder, _name, under) in enumerate(structure.leaves(plain))
            if under == "@language"
        )
        KEPT.keep(place, values, languages, True)  # noqa: FBT003 -- known, that is all


def _read(document: Document) -> tuple[Place | None, list[JSON]]:
    name, read = name_of(document.get("@context")), structure.read(document)
    return (None, []) if name is None or read is None else ((name, read[0]), read[1])
