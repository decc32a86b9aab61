"""JSON-LD 1.1 to RDF, with sealed contexts and a safe mode: https://www.w3.org/TR/json-ld11-api/.

Contexts come from this package, byte for byte, and are checked against their digests; nothing is ever
fetched. Safe mode: what JSON-LD would silently drop, or resolve against an address that nobody gave, is
refused, because a signature would not cover it.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any, Final

from pyld import jsonld

from credentials.core.encoding import check_json
from credentials.core.errors import CanonicalError
from credentials.core.types import JSON, Document

CREDENTIALS_V2: Final = "https://www.w3.org/ns/credentials/v2"

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


@cache
def bundled_context(url: str) -> Document:
    """A context that travels with this package.

    Raises:
        CanonicalError: ``unknown_context``, or ``altered_context`` when the file is not the pinned one.
    """
    if url not in _PINNED:
        # Not cached: an exception never is, so strangers cannot fill the cache.
        raise CanonicalError("unknown_context", "A context is not among those known here.")
    name, digest = _PINNED[url]
    data = files("credentials.core").joinpath("contexts", f"{name}.jsonld").read_bytes()
    if hashlib.sha256(data).hexdigest() != digest:
        raise CanonicalError("altered_context", "A bundled context is not the pinned one.")
    context: Document = json.loads(data)
    return context


def _load(url: str, _options: Document) -> Document:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": bundled_context(url),
    }


def to_dataset(document: Document) -> Document:
    """Expand safely and convert to RDF: graph name to list of triples, as PyLD gives them.

    Raises:
        CanonicalError: ``unknown_context``, ``undefined_term``, ``relative_iri`` or ``bad_jsonld``.
        EncodingError: When the document holds values that are written differently elsewhere.
    """
    check_json(document)
    options = {"base": None, "documentLoader": _load, "processingMode": "json-ld-1.1"}
    try:
        expanded = jsonld.expand(document, dict(options), on_property_dropped=_refuse_dropped)
        _check_expanded(expanded)
        dataset: Document = jsonld.to_rdf(expanded, dict(options))
    except jsonld.JsonLdError as error:
        raise _cause(error) from None
    except (RecursionError, TypeError, ValueError, KeyError, AttributeError):
        # PyLD meets odd input with whatever Python raises; to a reader it is all the same.
        raise CanonicalError("bad_jsonld", "This is not JSON-LD.") from None
    return dataset


def _cause(error: BaseException) -> CanonicalError:
    """PyLD wraps what the loader raised; the first refusal of ours is the one to tell."""
    cause: Any = error
    while cause is not None:
        if isinstance(cause, CanonicalError):
            return cause
        cause = getattr(cause, "cause", None) or cause.__cause__
    return CanonicalError("bad_jsonld", "This is not JSON-LD.")


def _refuse_dropped(name: str | None) -> None:
    del name
    raise CanonicalError("undefined_term", "A term is not defined by the contexts.")


def _check_expanded(value: JSON) -> None:
    """Every identifier and type must be absolute or a blank node."""
    if isinstance(value, list):
        for item in value:
            _check_expanded(item)
    elif isinstance(value, dict):
        _check_names(value)
        for name, item in value.items():
            if name != "@value":
                _check_expanded(item)


def _check_names(node: Document) -> None:
    types = node.get("@type", [])
    names = [node["@id"]] if "@id" in node else []
    names += types if isinstance(types, list) else [types]
    for name in names:
        if name == "@json":
            continue
        if not isinstance(name, str) or ":" not in name or any(c in name for c in ' <>"{}|\\^`'):
            raise CanonicalError("relative_iri", "An identifier or a type is not absolute.")
