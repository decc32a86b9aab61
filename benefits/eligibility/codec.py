"""Frozen dataclasses to JSON and back, strictly: nothing unknown, nothing missing, nothing of another kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date, time
from enum import Enum, IntEnum
from functools import cache, partial
from types import UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from benefits.eligibility.values import Money, TermsError

Shape = TypeVar("Shape")


def write(value: Any) -> Any:
    """A value as JSON has it; sets are sorted, so that equal terms are equal bytes."""
    if isinstance(value, IntEnum):
        return value.name.lower()
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset):
        return sorted(write(each) for each in value)
    if isinstance(value, tuple):
        return [write(each) for each in value]
    return value.value if isinstance(value, Enum) else value


def write_fields(value: Any) -> dict[str, Any]:
    return {field.name: write(getattr(value, field.name)) for field in fields(value)}


def read_fields(shape: type[Shape], data: Any) -> Shape:
    """Raises TermsError where `data` is not exactly what `write_fields` makes of such a value."""
    if not isinstance(data, Mapping):
        raise TermsError("A part of the terms is of the wrong kind.")
    kind: Any = shape
    hints = _hints(kind)
    if data.keys() != hints.keys():
        raise TermsError("A part of the terms is missing, or is not known here.")
    return shape(**{name: read(hint, data[name]) for name, hint in hints.items()})


def read(hint: Any, data: Any) -> Any:
    if isinstance(hint, UnionType):
        kind = next(each for each in get_args(hint) if each is not type(None))
        return None if data is None else read(kind, data)
    origin = get_origin(hint)
    if origin is frozenset:
        return _set(get_args(hint)[0], data)
    if origin is tuple:
        return _tuple(get_args(hint), data)
    return _plain(hint, data)


@cache
def _hints(shape: Any) -> Mapping[str, Any]:
    hints = get_type_hints(shape)
    return {field.name: hints[field.name] for field in fields(shape)}


def _set(kind: Any, data: Any) -> frozenset[Any]:
    found = frozenset(read(kind, each) for each in _list(data))
    if len(found) != len(data):
        raise TermsError("A part of the terms is named twice.")
    return found


def _tuple(kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    values = _list(data)
    if kinds[-1] is ...:
        return tuple(read(kinds[0], each) for each in values)
    if len(values) != len(kinds):
        raise TermsError("A part of the terms is missing.")
    return tuple(read(kind, each) for kind, each in zip(kinds, values, strict=True))


def _list(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise TermsError("A part of the terms is of the wrong kind.")
    return data


def _plain(kind: Any, data: Any) -> Any:
    # A bool is an int to Python, and not to us.
    known = type(data) is kind if kind in {bool, int} else isinstance(data, str)
    if not known:
        raise TermsError("A part of the terms is of the wrong kind.")
    try:
        return _reader(kind)(data)
    except (ValueError, KeyError) as error:
        raise TermsError("A part of the terms is of the wrong kind.") from error


def _reader(kind: Any) -> Callable[[Any], Any]:
    if kind is Money:
        return Money.read
    if issubclass(kind, IntEnum):
        return partial(_named, kind)
    reader: Callable[[Any], Any] = kind.fromisoformat if kind in {date, time} else kind
    return reader


def _named(kind: type[IntEnum], name: str) -> IntEnum:
    return kind[name.upper()]
