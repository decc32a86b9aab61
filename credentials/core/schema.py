"""The part of JSON Schema that the bundled schemas use: https://json-schema.org/draft/2020-12/schema.

A schema becomes one function, once. One that uses anything else is refused then, so that nothing goes unchecked
by being unknown. Annotations are not conditions and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from credentials.core.types import JSON, Document

Test: TypeAlias = Callable[[JSON], bool]

_ANNOTATIONS: Final = {"$schema", "$id", "$defs", "title", "description"}
_KINDS: Final[dict[str, Test]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}
_OF_TEXTS: Final = {"minLength", "maxLength", "pattern"}
_OF_OBJECTS: Final = {"required", "properties", "additionalProperties"}


def matches(value: JSON, schema: Document, root: Document | None = None) -> bool:
    """Whether the value meets every condition of the schema.

    Raises:
        KeyError: When the schema itself uses a condition that is not known here.
    """
    return compiled(schema, root)(value)


def compiled(schema: Document, root: Document | None = None) -> Test:
    """The function that says whether a value meets every condition of the schema.

    Raises:
        KeyError: When the schema uses a condition that is not known here.
    """
    whole = root or schema
    names = schema.keys() - _ANNOTATIONS
    tests: list[Test] = []
    if names & _OF_TEXTS:
        tests.append(_text(schema))
    if names & _OF_OBJECTS:
        tests.append(_object(schema, whole))
    # What is said of texts and objects is said in one go, their kind included.
    said = "string" if names & _OF_TEXTS else "object" if names & _OF_OBJECTS else ""
    tests += [
        _CONDITIONS[name](schema[name], whole)
        for name in schema
        if name in names - _OF_TEXTS - _OF_OBJECTS and (name, schema[name]) != ("type", said)
    ]
    return _all(tests)


def _all(tests: list[Test]) -> Test:
    if not tests:
        return lambda _value: True
    if len(tests) == 1:
        return tests[0]
    first, others = tests[0], _all(tests[1:])
    return lambda value: first(value) and others(value)


def _text(schema: Document) -> Test:
    least, most = schema.get("minLength", 0), schema.get("maxLength", float("inf"))
    others = schema.get("type") != "string"
    bounded = {"minLength", "maxLength"} & schema.keys()
    if "pattern" not in schema:
        return lambda value: least <= len(value) <= most if isinstance(value, str) else others
    # `$` in Python also matches before a last line feed; JSON Schema's does not.
    finds = re.compile(schema["pattern"].replace("$", r"\Z"), re.ASCII).search

    def test(value: JSON) -> bool:
        if not isinstance(value, str):
            return others
        return least <= len(value) <= most and finds(value) is not None

    def test_pattern(value: JSON) -> bool:
        return finds(value) is not None if isinstance(value, str) else others

    return test if bounded else test_pattern


def _object(schema: Document, root: Document) -> Test:
    if schema.get("additionalProperties", False) is not False:
        raise KeyError("additionalProperties")
    required, others = frozenset(schema.get("required", ())), schema.get("type") != "object"
    known = {name: compiled(part, root) for name, part in schema.get("properties", {}).items()}
    more = "additionalProperties" not in schema

    def test(value: JSON) -> bool:
        if not isinstance(value, dict):
            return others
        for name, item in value.items():
            meets = known.get(name)
            if not (more if meets is None else meets(item)):
                return False
        return value.keys() >= required

    return test


def _same(value: JSON, other: JSON) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(value, bool) or isinstance(other, bool):
        return value is other
    if isinstance(value, list) and isinstance(other, list):
        return len(value) == len(other) and all(map(_same, value, other))
    if isinstance(value, dict) and isinstance(other, dict):
        return value.keys() == other.keys() and all(_same(value[k], other[k]) for k in value)
    return bool(value == other)


def _reference(name: str, root: Document) -> Test:
    return compiled(root["$defs"][name.removeprefix("#/$defs/")], root)


def _constant(wanted: JSON, _root: Document) -> Test:
    if isinstance(wanted, str):
        return lambda value: bool(value == wanted)
    return lambda value: _same(value, wanted)


def _one_of(wanted: list[JSON], _root: Document) -> Test:
    words = frozenset(one for one in wanted if isinstance(one, str))
    rest = [one for one in wanted if not isinstance(one, str)]
    return lambda value: (
        value in words if isinstance(value, str) else any(_same(value, one) for one in rest)
    )


def _any_of(wanted: list[Document], root: Document) -> Test:
    tests = [compiled(one, root) for one in wanted]

    def test(value: JSON) -> bool:
        for each in tests:  # noqa: SIM110 -- a generator would cost more than the tests
            if each(value):
                return True
        return False

    return test


def _items(wanted: Document, root: Document) -> Test:
    test = compiled(wanted, root)
    return lambda value: not isinstance(value, list) or all(map(test, value))


def _unique(_wanted: JSON, _root: Document) -> Test:
    def test(value: JSON) -> bool:
        if not isinstance(value, list):
            return True
        for place, item in enumerate(value):
            # What Python takes for different is different in JSON too.
            if item in value[:place] and any(_same(item, other) for other in value[:place]):
                return False
        return True

    return test


_CONDITIONS: Final[dict[str, Callable[[Any, Document], Test]]] = {
    "$ref": _reference,
    "type": lambda wanted, _: _KINDS[wanted],
    "const": _constant,
    "anyOf": _any_of,
    "enum": _one_of,
    "items": _items,
    "minItems": lambda wanted, _: lambda v: not isinstance(v, list) or len(v) >= wanted,
    "maxItems": lambda wanted, _: lambda v: not isinstance(v, list) or len(v) <= wanted,
    "uniqueItems": _unique,
    "minimum": lambda wanted, _: lambda v: not isinstance(v, int) or v >= wanted,
    "maximum": lambda wanted, _: lambda v: not isinstance(v, int) or v <= wanted,
}
