"""JSON-LD 1.1 to RDF in a safe mode: https://www.w3.org/TR/json-ld11-api/.

What JSON-LD would silently drop, resolve against an address that nobody gave, or let stand under another
name, is refused: a signature would not cover it, or a reader would not see it. Contexts: ``contexts``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from credentials.core.canonical import jcs
from credentials.core.canonical.contexts import check_contexts, inline_terms
from credentials.core.encoding import check_json
from credentials.core.errors import CanonicalError
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import CREDENTIALS_V2

__all__ = ["CREDENTIALS_V2", "check_document", "to_dataset", "without_repeated_context"]

MAX_VALUES: Final = 1000
MAX_SCOPES: Final = 30_000
"""Objects times terms of inline contexts: a context scoped to a type is read anew for each object of the type."""

_WORD: Final = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_REPEATING: Final = ("eddsa-jcs-2022", "ecdsa-jcs-2019")
_OF_A_VALUE: Final = {"@value", "@type", "@language"}
_FIRST: Final[list[Callable[[], None]]] = []


def before_pyld(do: Callable[[], None]) -> None:
    """Have something done before PyLD is loaded, which is when a document goes the general way for the first time."""
    _FIRST.append(do)


def to_dataset(document: Document) -> Document:
    """Expand safely and convert to RDF: graph name to list of triples, as PyLD gives them.

    Raises:
        CanonicalError: ``unknown_context``, ``unsafe_context``, ``unsafe_form``, ``too_complex``,
            ``undefined_term``, ``relative_iri`` or ``bad_jsonld``.
        EncodingError: When the document holds values that are written differently elsewhere.
    """
    checked = check_document(document)
    while _FIRST:
        _FIRST.pop()()
    from credentials.core.canonical import expansion  # noqa: PLC0415 -- PyLD takes longer to load than a known card to verify

    return expansion.to_dataset(checked)


def check_document(document: Document) -> Document:
    """Refuse what means something else as JSON-LD than it seems to say as JSON.

    Readers look for ``validUntil`` and find nothing where the same is written as a whole IRI, within
    ``@nest`` or beside ``@graph``. So names are words, of keywords only those of values are used, and a
    context stands at the top of the document or of a credential in a presentation, nowhere else.

    Returns the document with its contexts as ``check_contexts`` gives them.

    Raises:
        CanonicalError: ``unknown_context``, ``unsafe_context``, ``unsafe_form`` or ``too_complex``.
        EncodingError: When the document holds values that are written differently elsewhere.
    """
    check_json(document)
    checked = _with_contexts(document)
    waiting: list[tuple[JSON, bool]] = [(checked, True)]
    seen = objects = terms = 0
    while waiting:
        item, whole = waiting.pop()
        seen += 1
        if seen + len(waiting) > MAX_VALUES:
            raise CanonicalError("too_complex", "This document is too complex.")
        if isinstance(item, list):
            waiting.extend((child, whole) for child in item)
        elif isinstance(item, dict):
            _check_object(item, whole=whole)
            objects += 1
            terms += inline_terms(item.get("@context"))
            inner = whole and "verifiableCredential"
            waiting.extend(
                (child, name == inner) for name, child in item.items() if name != "@context"
            )
    if objects * terms > MAX_SCOPES:
        raise CanonicalError("too_complex", "This document is too complex.")
    return checked


def without_repeated_context(document: Document) -> Document:
    """The cryptosuites that use JCS repeat the document's context in the proof, where it adds nothing.

    Only the very same one: a proof in fewer words would let others add some behind it.
    """
    found: JSON = document.get("proof")
    proofs: list[JSON] = found if isinstance(found, list) else [found]
    if not any(_repeats_context(proof, document) for proof in proofs):
        return document
    plain = [
        {k: v for k, v in proof.items() if k != "@context"}
        if _repeats_context(proof, document)
        else proof
        for proof in proofs
    ]
    return {**document, "proof": plain if isinstance(found, list) else plain[0]}


def _repeats_context(proof: JSON, document: Document) -> bool:
    return (
        isinstance(proof, dict)
        and proof.get("cryptosuite") in _REPEATING
        and "@context" in proof
        and "@context" in document
        and jcs.same(proof["@context"], document["@context"])
    )


def _with_contexts(document: Document) -> Document:
    """A copy with checked contexts, its own and those of the credentials that it presents."""
    checked = dict(without_repeated_context(document))
    if "@context" in checked:
        checked["@context"] = check_contexts(checked["@context"])
    shown = checked.get("verifiableCredential")
    if isinstance(shown, list):
        checked["verifiableCredential"] = [
            _with_contexts(one) if isinstance(one, dict) else one for one in shown
        ]
    elif isinstance(shown, dict):
        checked["verifiableCredential"] = _with_contexts(shown)
    return checked


def _check_object(item: Document, *, whole: bool) -> None:
    if "@value" in item:
        language = item.get("@language", "en")
        if not item.keys() <= _OF_A_VALUE or not isinstance(language, str):
            raise _unsafe_form()
        if not _LANGUAGE.fullmatch(language):
            raise _unsafe_form()
        return
    for name in item:
        if not _WORD.fullmatch(name) and not (name == "@context" and whole):
            raise _unsafe_form()


def _unsafe_form() -> CanonicalError:
    return CanonicalError("unsafe_form", "A part of the document hides what it means.")
