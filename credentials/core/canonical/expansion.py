"""JSON-LD by PyLD, and a look at what came out: https://www.w3.org/TR/json-ld11-api/#expansion.

Apart from ``jsonld``, so that PyLD is loaded where a document goes the general way and nowhere else.
"""

from __future__ import annotations

import threading
from typing import Any, Final

from pyld import jsonld

from credentials.core.canonical.contexts import load_context
from credentials.core.errors import CanonicalError
from credentials.core.types import JSON, Document
from credentials.core.vocabulary import is_absolute

# PyLD keeps its caches in plain dictionaries, which threads must not share.
_ONE_AT_A_TIME: Final = threading.Lock()


def _load(url: str, _options: Document) -> Document:
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "tag": "static",
        "document": load_context(url),
    }


def to_dataset(document: Document) -> Document:
    """Expand a document that ``jsonld.check_document`` gave, and convert it to RDF.

    Raises:
        CanonicalError: ``unknown_context``, ``undefined_term``, ``relative_iri`` or ``bad_jsonld``.
    """
    options = {"base": None, "documentLoader": _load, "processingMode": "json-ld-1.1"}
    try:
        with _ONE_AT_A_TIME:
            processor = _Strict(on_property_dropped=_refuse_dropped)
            dataset: Document = processor.to_rdf(document, options)
    except jsonld.JsonLdError as error:
        raise _cause(error) from None
    except (RecursionError, TypeError, ValueError, KeyError, AttributeError):
        # PyLD meets odd input with whatever Python raises; to a reader it is all the same.
        raise CanonicalError("bad_jsonld", "This is not JSON-LD.") from None
    return dataset


class _Strict(jsonld.JsonLdProcessor):  # type: ignore[misc] # -- PyLD has no types
    """Looks at the expanded form before it becomes RDF."""

    def expand(self, input_: Document, options: Document) -> JSON:
        expanded = super().expand(input_, options)
        _check_expanded(expanded)
        return expanded


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
    """Every identifier, type and property must be absolute."""
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
    names = [name for name in node if not name.startswith("@")]
    names += [node["@id"]] if "@id" in node else []
    names += types if isinstance(types, list) else [types]
    for name in names:
        if name != "@json" and not is_absolute(name):
            raise CanonicalError("relative_iri", "An identifier or a type is not absolute.")
