"""Documents that were changed after they were signed: each differs in what it says, in one place."""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ123456789"
# What JSON-LD and the proofs say nothing about is not changed: a change there changes nothing.
NOT_IN = ("@context",)


def mutated(document: dict[str, Any], count: int, *, seed: int) -> Iterator[dict[str, Any]]:
    """The same ones for the same seed."""
    drawn = random.Random(seed)
    ways = (_other_letter, _other_letter, _other_letter, _left_out, _cut, _added, _moved)
    while count:
        changed = deepcopy(document)
        drawn.choice(ways)(changed, drawn)
        if changed != document:
            count -= 1
            yield changed


def _places(item: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every value, by the way to it."""
    children = (
        item.items()
        if isinstance(item, dict)
        else enumerate(item)
        if isinstance(item, list)
        else ()
    )
    for name, child in children:
        if name not in NOT_IN:
            yield (*path, name)
            yield from _places(child, (*path, name))


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


def _texts(document: Any) -> list[tuple[Any, ...]]:
    return [path for path in _places(document) if isinstance(_at(document, path), str)]


def _put(document: Any, path: tuple[Any, ...], value: Any) -> None:
    _at(document, path[:-1])[path[-1]] = value


def _other_letter(document: Any, drawn: random.Random) -> None:
    path = drawn.choice(_texts(document))
    text = _at(document, path)
    if text:
        place = drawn.randrange(len(text))
        _put(document, path, text[:place] + drawn.choice(ALPHABET) + text[place + 1 :])


def _left_out(document: Any, drawn: random.Random) -> None:
    path = drawn.choice([path for path in _places(document) if isinstance(path[-1], str)])
    del _at(document, path[:-1])[path[-1]]


def _cut(document: Any, drawn: random.Random) -> None:
    path = drawn.choice(_texts(document))
    text = _at(document, path)
    _put(document, path, text[: drawn.randrange(len(text) + 1)])


def _added(document: Any, drawn: random.Random) -> None:
    name = drawn.choice(("name", "description"))
    parts = [path for path in [(), *_places(document)] if isinstance(_at(document, path), dict)]
    part = drawn.choice(
        [_at(document, path) for path in parts if "@value" not in _at(document, path)]
    )
    if name not in part:
        part[name] = "".join(drawn.choices(ALPHABET, k=8))


def _moved(document: Any, drawn: random.Random) -> None:
    """Two texts have changed places; within a list their order says nothing."""
    one, other = drawn.sample(_texts(document), 2)
    if one[:-1] == other[:-1] and isinstance(one[-1], int):
        return
    first, second = _at(document, one), _at(document, other)
    _put(document, one, second)
    _put(document, other, first)
