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
from typing import Final, NamedTuple, TypeAlias

from credentials.core.canonical import jsonld, rdfc, structure
from credentials.core.canonical.compiler import compile_template, constants_of
from credentials.core.canonical.contexts import name_of
from credentials.core.canonical.template import Picker, Template, picker
from credentials.core.types import JSON, Document

MAX_SHAPES: Final = 512
MAX_LETTERS: Final = 8192
"""In the names and constants of one shape. So memory is bounded, whatever strangers send."""

# fmt: off
_OF_A_PROOF: Final = {
    "id", "type", "cryptosuite", "created", "expires", "verificationMethod", "proofPurpose",
    "proofValue", "domain", "challenge", "nonce",
}
# fmt: on

_Key: TypeAlias = tuple[JSON, structure.Key]
_Constants: TypeAlias = tuple[JSON, ...]


class Contexts(NamedTuple):
    """Contexts and a key for them; None where they cannot have one."""

    value: JSON
    name: JSON


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
    read = None if contexts.name is None else structure.read(document)
    if read is None:
        return canonicalize_generally({**document, "@context": contexts.value})
    key, values = (contexts.name, read[0]), read[1]
    known = _KNOWN.get(key)
    constants = known.constants(values) if known else ()
    if known and constants in known.templates:
        template = known.templates[constants]
        filled = None if template is None else template.fill(values)
        return filled or canonicalize_generally({**document, "@context": contexts.value})
    whole = {**document, "@context": contexts.value}
    canonical = canonicalize_generally(whole)
    _learn(key, whole, values, canonical)
    return canonical


def knows(document: JSON) -> bool:
    """Whether something is a document of a shape that is known, its proof apart.

    Then ``check_json`` and ``check_document`` would not refuse it: they did not refuse another of its shape, and
    what they ask of values is asked of those that are filled in.
    """
    if not isinstance(document, dict):
        return False
    unsigned = document
    if "proof" in document:
        proof = document["proof"]
        if type(proof) is not dict or not _is_plain(proof):
            return False
        unsigned = document.copy()
        del unsigned["proof"]
    name, read = name_of(unsigned.get("@context")), structure.read(unsigned)
    known = None if name is None or read is None else _KNOWN.get((name, read[0]))
    if known is None or read is None:
        return False
    template = known.templates.get(known.constants(read[1]))
    return template is not None and template.takes(read[1])


def _is_plain(proof: Document) -> bool:
    """Whether a proof holds nothing but short words about itself."""
    if not proof.keys() <= _OF_A_PROOF or any(type(item) is not str for item in proof.values()):
        return False
    return "".join(proof.values()).isascii()


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
