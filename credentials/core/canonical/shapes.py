"""Canonical N-Quads by compiled shapes, or the general way where none fits.

The shape of a document is its context, its structure and those of its values that say how others are meant.
For all documents of a shape RDF differs in texts, plain IRIs and whole numbers alone: it is worked out once and
then filled in (``template``). A document that is filled in would not have been refused the general way, and has
the same canonical form: https://www.w3.org/TR/rdf-canon/.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from credentials.core.canonical import jsonld, rdfc, structure
from credentials.core.canonical.compiler import compile_template, constants_of
from credentials.core.canonical.contexts import name_of
from credentials.core.canonical.template import Picker, Template, picker
from credentials.core.types import JSON, Document

MAX_SHAPES: Final = 512
MAX_LETTERS: Final = 8192
"""In the names and constants of one shape. So memory is bounded, whatever strangers send."""

_Key: TypeAlias = tuple[JSON, structure.Key]
_Constants: TypeAlias = tuple[JSON, ...]


@dataclass(slots=True)
class _Known:
    """The shapes of one structure, by their constants; None for those that are not compiled."""

    places: frozenset[int]
    constants: Picker
    templates: dict[_Constants, Template | None] = field(default_factory=dict)


_KNOWN: Final[dict[_Key, _Known]] = {}
_ORDER: Final[deque[tuple[_Key, _Constants]]] = deque()
_CHANGING: Final = threading.Lock()


def canonicalize(document: Document) -> bytes:
    """The canonical N-Quads of a document.

    Raises:
        CanonicalError: When it has no safe canonical form, or one that is too hard to find.
        EncodingError: When it holds values that are written differently elsewhere.
    """
    name = name_of(document.get("@context"))
    read = structure.read(document)
    if name is None or read is None:
        return canonicalize_generally(document)
    shape, values = read
    key = (name, shape)
    known = _KNOWN.get(key)
    if known is not None:
        constants = known.constants(values)
        if constants in known.templates:
            template = known.templates[constants]
            filled = None if template is None else template.fill(values)
            return canonicalize_generally(document) if filled is None else filled
    canonical = canonicalize_generally(document)
    _learn(key, document, values, canonical)
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
    with _CHANGING:
        _KNOWN.clear()
        _ORDER.clear()


def _learn(key: _Key, document: Document, values: Sequence[JSON], canonical: bytes) -> None:
    """Compile the shape of a document that went the general way, unless it is too long to keep."""
    known = _KNOWN.get(key)
    places = known.places if known else constants_of(document, values)
    template, constant = compile_template(document, values, places)
    if template is not None and template.fill(values) != canonical:
        template = None
    names = (part for part in key[1] if isinstance(part, str))
    kept = (str(values[place]) for place in constant)
    if len(str(key[0])) + sum(map(len, names)) + sum(map(len, kept)) > MAX_LETTERS:
        return
    with _CHANGING:
        known = _KNOWN.setdefault(key, _Known(constant, picker(sorted(constant))))
        if known.places != constant:
            # What is constant here was filled in elsewhere: the first to come decided.
            template = None
        constants = known.constants(values)
        if constants not in known.templates:
            known.templates[constants] = template
            _ORDER.append((key, constants))
        while len(_ORDER) > MAX_SHAPES:
            oldest, gone = _ORDER.popleft()
            del _KNOWN[oldest].templates[gone]
            if not _KNOWN[oldest].templates:
                del _KNOWN[oldest]
