"""Canonical N-Quads with holes: https://www.w3.org/TR/rdf-canon/.

For documents of one structure in one context the quads are the same but for texts, addresses and whole numbers.
A template has those quads written down; filling it is escaping the texts, hashing the quads of each blank node
(§4.6), numbering the blank nodes in the order of these hashes (§4.4.3) and sorting the lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from operator import itemgetter
from typing import Final, TypeAlias

from credentials.core.encoding import MAX_INTEGER
from credentials.core.types import JSON

MAX_BLANK: Final = 64
_OWN: Final = len("_:a")
_IN_ORDER: Final = 10
"""So many labels stand in the order of their numbers; ``_:c14n10`` stands before ``_:c14n2``."""
_LABELS: Final = tuple(f"_:c14n{number}" for number in range(MAX_BLANK))

# Nothing is tried twice (``++``, ``*+``): a match takes as long as the text, whoever wrote it.
_SIGNS: Final = r"(?:[A-Za-z0-9._~:@!$&'()*+,;=/?-]++|%[0-9A-Fa-f]{2})"
_ADDRESS: Final = (
    r"(?:https?://[A-Za-z0-9.-]++(?::[0-9]{1,5}+)?+(?:[/?]" + _SIGNS + r"*+)?+"
    r"|did:[a-z0-9]++:" + _SIGNS + r"++"
    r"|urn:[A-Za-z0-9][A-Za-z0-9-]*+:" + _SIGNS + r"++)"
    r"(?:#" + _SIGNS + r"*+)?+"
)
SAFE_IRI: Final = re.compile(_ADDRESS)
"""IRIs that every reader takes as they stand. Their schemes are no words of any context that may be used."""

_SAFE_IRIS: Final = re.compile(rf"(?:{_ADDRESS}\n)*+")
_HALF: Final = re.compile("[\ud800-\udfff]")
_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    **{ord(sign): "\\" + letter for sign, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)},
}
"""https://www.w3.org/TR/rdf-canon/#canonical-quads."""

_PLAIN: Final = bytes(code for code in range(0x20, 0x7F) if code not in b'"\\')

Arguments: TypeAlias = tuple[str | int, ...]
Picker: TypeAlias = Callable[[Sequence[JSON]], tuple[JSON, ...]]


def _is_plain(text: str) -> bool:
    """Whether nothing in it is escaped, nor half a character."""
    if text.isascii():
        return not text.encode().translate(None, _PLAIN)
    return text.isprintable() and '"' not in text and "\\" not in text


def picker(places: Sequence[int]) -> Picker:
    """Takes the values at these places."""
    if len(places) == 1:
        (place,) = places
        return lambda values: (values[place],)
    return itemgetter(*places) if places else lambda _values: ()


@dataclass(frozen=True, slots=True)
class Format:
    """A text with holes, and which argument goes into each."""

    text: str
    pick: Picker

    def fill(self, arguments: Arguments) -> str:
        """The text with these arguments."""
        return self.text % self.pick(arguments)


@dataclass(frozen=True, slots=True)
class Node:
    """A blank node: its quads among the pieces of ``Template.first_degree``, itself written ``_:a``.

    ``incoming`` is the piece with the quad that leads from an IRI to it, ``after`` that quad where it leads from
    another blank node. ``own`` is the piece with its own quads. In these a blank node below it is written as a
    mark; ``below`` says which stands for which. ``loose`` where the order of its quads is not certain.
    """

    incoming: int
    own: int
    after: str
    below: tuple[tuple[str, int], ...]
    loose: bool

    def hash(self, pieces: Sequence[str]) -> bytes:
        """Hash First Degree Quads (§4.6.3)."""
        text = pieces[self.own]
        if self.loose:
            # Twice the same is once; two blank nodes in one place are two, although both are written _:z.
            text = _in_order(_once(text), {mark: "_:z" for mark, _place in self.below})
        else:
            for mark, _place in self.below:
                text = text.replace(mark, "_:z")
        return sha256((pieces[self.incoming] + text + self.after).encode()).digest()

    def write(self, pieces: Sequence[str], label: str, labels: Sequence[str]) -> str:
        """Its own quads in the canonical form (§4.4.3, step 6)."""
        text = pieces[self.own]
        if not text:
            return ""
        # A text has no line feed in it, so what follows one is the beginning of a line.
        text = label + text[_OWN:].replace("\n_:a ", f"\n{label} ")
        if self.loose:
            return _in_order(_once(text), {mark: labels[place] for mark, place in self.below})
        for mark, place in self.below:
            text = text.replace(mark, labels[place])
        return text


def _once(text: str) -> list[str]:
    return list(dict.fromkeys(text.removesuffix("\n").split("\n")))


def _in_order(lines: Iterable[str], labels: Mapping[str, str]) -> str:
    text = "\n".join(lines)
    for mark, label in labels.items():
        text = text.replace(mark, label)
    return "\n".join(sorted(text.split("\n"))) + "\n"


@dataclass(frozen=True, slots=True)
class Template:
    """The canonical form of all documents of one shape.

    Arguments are numbered: IRIs, then other texts, then whole numbers, then the labels of blank nodes.
    ``named`` has the quads about IRIs; they come before those about blank nodes.
    """

    iris: int
    texts: Picker
    numbers: Picker
    nodes: tuple[Node, ...]
    first_degree: Format
    named: Format

    def fill(self, values: Sequence[JSON]) -> bytes | None:
        """The canonical N-Quads of the document with these values; None where that is for others to say.

        That is: an IRI is not a plain one, a number is too large, a text holds half a character, or two blank
        nodes look alike.
        """
        arguments = self._arguments(values)
        if arguments is None:
            return None
        nodes, pieces = self.nodes, self.first_degree.fill(arguments).split("\0")
        hashes = [node.hash(pieces) for node in nodes] if len(nodes) > 1 else [b""] * len(nodes)
        order = sorted(range(len(nodes)), key=hashes.__getitem__)
        if len(set(hashes)) != len(order):
            return None
        labels = [""] * len(order)
        for label, place in zip(_LABELS, order, strict=False):
            labels[place] = label
        parts: list[str] = []
        if self.named.text:
            lines = set(self.named.fill((*arguments, *labels)).split("\n"))
            parts += ("\n".join(sorted(lines)), "\n")
        if len(order) > _IN_ORDER:
            order.sort(key=labels.__getitem__)
        parts += [nodes[place].write(pieces, labels[place], labels) for place in order]
        return "".join(parts).encode()

    def _arguments(self, values: Sequence[JSON]) -> Arguments | None:
        texts: tuple[str, ...] = self.texts(values)
        numbers: tuple[int, ...] = self.numbers(values)
        for number in numbers:
            if not -MAX_INTEGER <= number <= MAX_INTEGER:
                return None
        together = "".join(texts)
        if _is_plain(together):
            # No text holds a line feed, so each line is one of the IRIs.
            if not _SAFE_IRIS.fullmatch("".join([f"{iri}\n" for iri in texts[: self.iris]])):
                return None
            return texts + numbers
        if _HALF.search(together) or not all(map(SAFE_IRI.fullmatch, texts[: self.iris])):
            return None
        return (*(text.translate(_ESCAPES) for text in texts), *numbers)
