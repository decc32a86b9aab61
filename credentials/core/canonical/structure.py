"""The structure of a document apart from what stands in it: https://www.w3.org/TR/json-ld11/#terms.

Two documents of one structure have the same names in the same order, lists of the same lengths, and values
of the same kinds. What JSON-LD makes of names and places is then the same for both.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from copy import deepcopy
from operator import itemgetter
from typing import Final, TypeAlias

from credentials.core.types import JSON, Document

Key: TypeAlias = tuple[Hashable, ...]
Picker: TypeAlias = Callable[[Sequence[JSON]], tuple[JSON, ...]]

MAX_PARTS: Final = 200
"""Objects and lists in a document that is still looked at; a membership card has some fifteen."""

_FLAT: Final = frozenset((str,) * length for length in range(33))
_NESTED: Final = frozenset({dict, list})
_KINDS: Final = _NESTED | {str, int, float, bool, type(None)}


def read(document: Document) -> tuple[Key, list[JSON]] | None:
    """The structure of a document and its values in the order of the structure, ``@context`` left out.

    Of each object the names and the kinds of the values are in the key, of each list the kinds, part by part
    in breadth; from these alone it could be told what is what. None where there are too many parts.
    """
    whole = document.copy()
    whole.pop("@context", None)
    key: list[Hashable] = []
    values: list[JSON] = []
    parts: list[JSON] = [whole]
    for part in parts:
        if type(part) is dict:
            key += part
            items = part.values()
        else:
            items = part
        kinds = tuple(map(type, items))
        key.append(kinds)
        if kinds in _FLAT:
            values += items
            continue
        for item, kind in zip(items, kinds, strict=True):
            (parts if kind in _NESTED else values).append(item)
        if len(parts) > MAX_PARTS:
            return None
    return tuple(key), values


class Layout:
    """Where things stand in the documents of one structure, to read others of it without finding out anew."""

    __slots__ = ("_kinds", "_names", "_parts", "_values")

    def __init__(self, document: Document) -> None:
        """Take a document that ``read`` reads."""
        flat: list[JSON] = [document]
        context = -1
        self._names: list[str] = []
        self._parts: list[tuple[int, int, bool]] = []
        for place, item in enumerate(flat):
            if type(item) not in _NESTED or place == context:
                continue
            named = type(item) is dict
            self._parts.append((place, len(item), named))
            if named:
                self._names += item
            if not place and "@context" in item:
                context = 1 + [*item].index("@context")
            flat += item.values() if named else item
        self._kinds = [*map(type, flat)]
        self._values = picker([
            place
            for place, kind in enumerate(self._kinds)
            if kind not in _NESTED and place != context
        ])  # fmt: skip

    def read(self, document: Document) -> tuple[JSON, ...] | None:
        """The values as ``read`` gives them; None where the document is not of this structure.

        How many parts there are, and how many things in each, is looked at on the way; the names of all, and of
        what kind all is, at the end.
        """
        flat: list[JSON] = [document]
        names: list[str] = []
        try:
            for place, size, named in self._parts:
                part = flat[place]
                if len(part) != size:
                    return None
                if named:
                    names += part
                    flat += part.values()
                else:
                    flat += part
        except (AttributeError, TypeError):
            return None
        if names != self._names or [*map(type, flat)] != self._kinds:
            return None
        return self._values(flat)


def picker(places: Sequence[int]) -> Picker:
    """Takes the values at these places."""
    if len(places) == 1:
        (place,) = places
        return lambda values: (values[place],)
    return itemgetter(*places) if places else lambda _values: ()


def is_plain(key: Key) -> bool:
    """Whether all kinds are those that a parser gives, and none that only passes for one of them."""
    return all(_KINDS.issuperset(part) for part in key if isinstance(part, tuple))


def marked(document: Document, mark: str) -> Document:
    """A copy in which ``mark`` and its place stand for each value."""
    copied = deepcopy(document)
    for place, (holder, name, _under) in enumerate(leaves(copied)):
        holder[name] = f"{mark}{place}"
    return copied


def leaves(document: Document) -> list[tuple[JSON, str | int, str]]:
    """Where each value of ``read`` stands: what holds it, its name or place there, and its name.

    The name of a value in a list is that of the list.
    """
    found: list[tuple[JSON, str | int, str]] = []
    parts: list[tuple[JSON, str]] = [
        ({name: item for name, item in document.items() if name != "@context"}, "")
    ]
    # The first part is a copy without the context; what is set must be set in the document itself.
    for place, (part, under) in enumerate(parts):
        holder = part if place else document
        names: list[str | int] = list(part) if type(part) is dict else list(range(len(part)))
        for name in names:
            item = part[name]
            if type(item) in _NESTED:
                parts.append((item, name if isinstance(name, str) else under))
            else:
                found.append((holder, name, name if isinstance(name, str) else under))
    return found
