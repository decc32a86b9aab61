"""The part of JSON Schema that the bundled schemas use: https://json-schema.org/draft/2020-12/schema.

A schema that uses anything else is refused when it is read, so that nothing goes unchecked by being
unknown. Annotations are not conditions and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from credentials.core.types import JSON, Document

_ANNOTATIONS: Final = {"$schema", "$id", "$defs", "title", "description"}
_KINDS: Final[dict[str, Callable[[JSON], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}


def matches(value: JSON, schema: Document, root: Document | None = None) -> bool:
    """Whether the value meets every condition of the schema.

    Raises:
        KeyError: When the schema itself uses a condition that is not known here.
    """
    whole = root or schema
    return all(
        _CONDITIONS[name](value, wanted, schema, whole)
        for name, wanted in schema.items()
        if name not in _ANNOTATIONS
    )


@lru_cache(maxsize=64)
def _pattern(text: str) -> re.Pattern[str]:
    # `$` in Python also matches before a last line feed; JSON Schema's does not.
    return re.compile(text.replace("$", r"\Z"), re.ASCII)


def _same(value: JSON, other: JSON) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    if isinstance(value, list) and isinstance(other, list):
        return len(value) == len(other) and all(map(_same, value, other))
    if isinstance(value, dict) and isinstance(other, dict):
        return value.keys() == other.keys() and all(_same(value[k], other[k]) for k in value)
    return bool(value == other)


def _properties(value: JSON, wanted: Document, _schema: Document, root: Document) -> bool:
    return not isinstance(value, dict) or all(
        matches(item, wanted[name], root) for name, item in value.items() if name in wanted
    )


def _no_more(value: JSON, wanted: JSON, schema: Document, _root: Document) -> bool:
    if wanted is not False:
        raise KeyError("additionalProperties")
    return not isinstance(value, dict) or value.keys() <= schema["properties"].keys()


def _unique(value: JSON, _wanted: JSON, _schema: Document, _root: Document) -> bool:
    return not isinstance(value, list) or not any(
        _same(item, other) for place, item in enumerate(value) for other in value[:place]
    )


_CONDITIONS: Final[dict[str, Callable[[JSON, Any, Document, Document], bool]]] = {
    "$ref": lambda v, w, _, r: matches(v, r["$defs"][w.removeprefix("#/$defs/")], r),
    "type": lambda v, w, *_: _KINDS[w](v),
    "const": lambda v, w, *_: _same(v, w),
    "anyOf": lambda v, w, _, r: any(matches(v, one, r) for one in w),
    "enum": lambda v, w, *_: any(_same(v, one) for one in w),
    "required": lambda v, w, *_: not isinstance(v, dict) or v.keys() >= set(w),
    "properties": _properties,
    "additionalProperties": _no_more,
    "items": lambda v, w, _, r: not isinstance(v, list) or all(matches(i, w, r) for i in v),
    "minItems": lambda v, w, *_: not isinstance(v, list) or len(v) >= w,
    "maxItems": lambda v, w, *_: not isinstance(v, list) or len(v) <= w,
    "uniqueItems": _unique,
    "minLength": lambda v, w, *_: not isinstance(v, str) or len(v) >= w,
    "maxLength": lambda v, w, *_: not isinstance(v, str) or len(v) <= w,
    "pattern": lambda v, w, *_: not isinstance(v, str) or bool(_pattern(w).search(v)),
    "minimum": lambda v, w, *_: not isinstance(v, int) or v >= w,
    "maximum": lambda v, w, *_: not isinstance(v, int) or v <= w,
}
