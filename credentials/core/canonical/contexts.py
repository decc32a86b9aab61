"""Contexts: which may be used, and what they may say: https://www.w3.org/TR/json-ld11/#the-context.

Those of the W3C come from this package, byte for byte, checked against their digests; nothing is ever
fetched. A context may also travel inline. Then it says what the words of the document mean, and a hostile
one could give genuine words another meaning or hide them under other names: a signature covers meanings,
but people and programs read words. So an inline context

- defines no word that the W3C's contexts define, except as they do,
- leads no other word into the W3C's vocabularies, and to a name of ours only the very same word,
- renames no keyword, moves no base, imports nothing, does not reach where it does not stand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from credentials.core import definition
from credentials.core.errors import CanonicalError
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import CREDENTIALS_V2, NAMESPACE, is_absolute, read_pinned

_PINNED: Final = {
    CREDENTIALS_V2: (
        "credentials-v2",
        "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
    ),
    "https://www.w3.org/2018/credentials/v1": (
        "credentials-v1",
        "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
    ),
    "https://www.w3.org/ns/did/v1": (
        "did-v1",
        "4f3eae5568c9c5f036a082088f9e192019ee06faa78973c87ff91d5421b88dad",
    ),
    "https://w3id.org/security/data-integrity/v1": (
        "data-integrity-v1",
        "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554",
    ),
    "https://w3id.org/security/data-integrity/v2": (
        "data-integrity-v2",
        "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
    ),
    "https://w3id.org/security/multikey/v1": (
        "multikey-v1",
        "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
    ),
    "https://w3id.org/security/jwk/v1": (
        "jwk-v1",
        "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece",
    ),
}

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,99}", re.ASCII)
_OURS: Final = "urn:coopportal:definition:"
"""Stands before names that nobody outside can use: as an address, none of them is bundled."""

_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_THEIRS: Final = (_RDF, "https://www.w3.org/", "https://w3id.org/", "https://www.iana.org/")
_SCHEMES: Final = {"data", "did", "ftp", "http", "https", "mailto", "tag", "urn"}
_OF_A_CONTEXT: Final = {"@version", "@protected", "@vocab"}
_OF_A_TERM: Final = {"@id", "@type", "@container", "@protected", "@context", "@language"}
_CONTAINERS: Final = {"@set", "@list", "@language"}
_MAX_TERMS: Final = 300


@cache
def bundled_context(url: str) -> Document:
    """A context that travels with this package.

    Raises:
        CanonicalError: ``unknown_context``, or ``altered_file`` when the file is not the pinned one.
    """
    if url not in _PINNED:
        # Not cached: an exception never is, so strangers cannot fill the cache.
        raise CanonicalError("unknown_context", "A context is not among those known here.")
    name, digest = _PINNED[url]
    context: Document = json.loads(read_pinned(f"contexts/{name}.jsonld", digest))
    return context


def digest_of(name: str) -> str | None:
    """The pinned SHA-256 of a bundled context, by its address or by the version of our definition; None for any other."""
    return _PINNED[name][1] if name in _PINNED else definition.context_digest(name)


def check_contexts(contexts: JSON) -> JSON:
    """Check that every entry of an ``@context`` is bundled or safely inline.

    Returns the entries with our own definition named instead of written out, for ``load_context``: the
    same words are then not worked out anew for every card.

    Raises:
        CanonicalError: ``unknown_context`` or ``unsafe_context``.
    """
    if isinstance(contexts, list):
        return [_checked(context) for context in contexts]
    return _checked(contexts)


def name_of(contexts: JSON) -> JSON:
    """A value that can be a key and is the same for the same contexts in the same order; None for none.

    Inline contexts are bytes, which nothing else in a document is: an address that reads like one is another key.
    Nothing is checked: ``check_contexts`` says whether they may be used.
    """
    if not isinstance(contexts, list):
        return _name_of_one(contexts)
    names = tuple(map(_name_of_one, contexts))
    return None if None in names else names


def _name_of_one(context: JSON) -> str | bytes | None:
    if isinstance(context, str):
        return context
    if not isinstance(context, dict):
        return None
    if version := definition.version_of(context):
        return version.encode()
    try:
        return json.dumps(context).encode()
    except (TypeError, ValueError, RecursionError):
        return None


def terms_with_words(contexts: JSON) -> frozenset[str]:
    """The terms whose values may be words of a vocabulary, of contexts that may be used."""
    return frozenset(
        name
        for context in (contexts if isinstance(contexts, list) else [contexts])
        for name, term in _terms_of_theirs(
            bundled_context(context)["@context"] if isinstance(context, str) else context
        )
        if isinstance(term, dict) and term.get("@type") == "@vocab"
    )


def inline_terms(contexts: JSON) -> int:
    """How many terms the inline ones among checked contexts define, those within their scopes included."""
    listed = contexts if isinstance(contexts, list) else [contexts]
    return sum(1 for context in listed if isinstance(context, dict) for _ in _terms(context))


def load_context(url: str) -> Document:
    """The document behind a bundled context's address or a name that ``check_contexts`` gave.

    Raises:
        CanonicalError: ``unknown_context`` or ``altered_file``.
    """
    if url.startswith(_OURS):
        return {"@context": definition.context_of(url.removeprefix(_OURS))}
    return bundled_context(url)


def _checked(context: JSON) -> JSON:
    if isinstance(context, str):
        bundled_context(context)
        return context
    if not isinstance(context, dict):
        raise _unsafe()
    if version := definition.version_of(context):
        return _OURS + version
    _check_inline(context)
    return context


def _unsafe() -> CanonicalError:
    return CanonicalError(
        "unsafe_context", "A context gives words a meaning that they may not have."
    )


def _check_inline(context: Document) -> None:
    """One inline context, and those scoped to its terms."""
    if sum(1 for _ in _terms(context)) > _MAX_TERMS:
        raise _unsafe()
    for scope in _scopes(context):
        for name, value in scope.items():
            if name in _OF_A_CONTEXT:
                _check_keyword(name, value)
            else:
                _check_term(name, value, context)


def _scopes(context: Document) -> Iterator[Document]:
    """The context and every context scoped to a term within."""
    yield context
    for term in context.values():
        if isinstance(term, dict) and "@context" in term:
            scoped = term["@context"]
            if not isinstance(scoped, dict):
                raise _unsafe()
            yield from _scopes(scoped)


def _terms(context: Document) -> Iterator[tuple[str, JSON]]:
    for scope in _scopes(context):
        for name, term in scope.items():
            if not name.startswith("@"):
                yield name, term


def _check_keyword(name: str, value: JSON) -> None:
    if name == "@version":
        good = value == 1.1  # noqa: PLR2004 -- the one version that JSON-LD 1.1 has
    elif name == "@protected":
        good = isinstance(value, bool)
    else:
        good = value is None or _may_begin_all(value)
    if not good:
        raise _unsafe()


def _check_term(name: str, term: JSON, context: Document) -> None:
    defined = {"@id": term} if isinstance(term, str) else term
    if name in _reserved():
        good = any(_equal(term, theirs) for theirs in _reserved()[name])
    elif not _NAME.fullmatch(name) or name.lower() in _SCHEMES or not isinstance(defined, dict):
        good = False
    else:
        good = (
            defined.keys() <= _OF_A_TERM
            and _is_container(defined.get("@container", []))
            and _is_kind(_expanded(defined.get("@type", "@id"), context))
            and _may_mean(name, _expanded(defined.get("@id"), context))
        )
    if not good:
        raise _unsafe()


def _is_container(value: JSON) -> bool:
    containers = value if isinstance(value, list) else [value]
    return all(isinstance(one, str) and one in _CONTAINERS for one in containers)


def _is_kind(value: JSON) -> bool:
    return value in ("@id", "@vocab", "@json") or is_absolute(value)


def _expanded(name: JSON, context: Document) -> JSON:
    """A compact IRI written out with a prefix of the context's own."""
    if not isinstance(name, str) or ":" not in name:
        return name
    prefix, _, rest = name.partition(":")
    start = context.get(prefix)
    return start + rest if isinstance(start, str) and not rest.startswith("//") else name


def _may_mean(word: str, iri: JSON) -> bool:
    """Whether a word may mean the IRI."""
    if not is_absolute(iri) or iri in _reserved_iris() or iri.startswith(_RDF):
        return False
    return not iri.startswith(NAMESPACE) or iri.removeprefix(NAMESPACE) in {word, ""}


def _may_begin_all(iri: JSON) -> bool:
    """Whether the IRI may stand before every undefined word."""
    if not is_absolute(iri) or NAMESPACE.startswith(iri) or iri.startswith(NAMESPACE):
        return False
    return not any(name.startswith(iri) for name in _reserved_iris() if name.startswith(_THEIRS))


def _equal(one: JSON, other: JSON) -> bool:
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


@cache
def _reserved() -> dict[str, list[JSON]]:
    """Every word of the W3C's contexts for credentials, with each way in which they define it."""
    found: dict[str, list[JSON]] = {}
    for url in (CREDENTIALS_V2, "https://w3id.org/security/data-integrity/v2"):
        for name, term in _terms_of_theirs(bundled_context(url)["@context"]):
            found.setdefault(name, []).append(term)
    return found


@cache
def _reserved_iris() -> frozenset[str]:
    """What the words of the W3C's contexts mean."""
    terms = (term for ways in _reserved().values() for term in ways)
    names = (term.get("@id") if isinstance(term, dict) else term for term in terms)
    return frozenset(str(name) for name in names if is_absolute(name))


def _terms_of_theirs(context: Document) -> Iterator[tuple[str, JSON]]:
    for name, term in context.items():
        if name.startswith("@"):
            continue
        yield name, term
        scoped = term.get("@context") if isinstance(term, dict) else None
        if scoped is not None:
            yield from _terms_of_theirs(scoped)
