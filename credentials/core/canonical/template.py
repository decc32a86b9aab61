"""Canonical N-Quads with holes: https://www.w3.org/TR/rdf-canon/.

For documents of one structure in one context the quads are the same but for texts, addresses and whole numbers.
A template has those quads written down; filling it is escaping the texts, hashing the quads of each blank node
(§4.6), numbering the blank nodes in the order of these hashes (§4.4.3) and sorting the lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

from credentials.core.canonical.structure import Picker
from credentials.core.canonical.texts import Format, written
from credentials.core.encoding import MAX_INTEGER
from credentials.core.types import JSON

MAX_BLANK: Final = 64
_IN_ORDER: Final = 10
"""So many labels stand in the order of their numbers; ``_:c14n10`` stands before ``_:c14n2``."""
_LABELS: Final = tuple(b"_:c14n%d" % number for number in range(MAX_BLANK))

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

_SAFE_LINES: Final = re.compile(rf"(?:{_ADDRESS}\n)*+".encode())
_ESCAPES: Final = {
    **{code: f"\\u{code:04X}" for code in (*range(0x20), 0x7F, 0xFFFE, 0xFFFF)},
    **{ord(sign): "\\" + letter for sign, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)},
}
"""https://www.w3.org/TR/rdf-canon/#canonical-quads."""

Arguments: TypeAlias = list[bytes]


@dataclass(frozen=True, slots=True)
class Unordered:
    """The first-degree quads of a blank node whose order depends on what is filled in.

    ``constant`` are the lines without a hole: of these some may be the same without being one quad.
    """

    place: int
    constant: tuple[bytes, ...]

    def sorted(self, block: bytes) -> bytes:
        """The block with its lines in order, each once."""
        filled = set(block.removesuffix(b"\n").split(b"\n"))
        return b"".join([line + b"\n" for line in sorted([*filled, *self.constant])])


@dataclass(frozen=True, slots=True)
class Template:
    """The canonical form of all documents of one shape.

    Arguments are numbered: IRIs, then other texts, then whole numbers, then the labels of blank nodes.
    ``first_degree`` has a block for each blank node, ``quads`` one for what is said of IRIs and then one for each
    blank node, in its order but for those that are ``loose``. All is UTF-8, which keeps the order of code points.
    """

    iris: int
    texts: Picker
    numbers: Picker
    blank_nodes: int
    first_degree: Format
    unordered: tuple[Unordered, ...]
    quads: Format
    loose: tuple[int, ...]

    def fill(self, values: Sequence[JSON]) -> bytes | None:
        """The canonical N-Quads of the document with these values; None where that is for others to say.

        That is: an IRI is not a plain one, a number is too large, a text holds half a character, or two blank
        nodes look alike.
        """
        arguments = self._arguments(values)
        if arguments is None:
            return None
        order = self._numbered(arguments)
        if order is None:
            return None
        labels = [b""] * len(order)
        for label, place in zip(_LABELS, order, strict=False):
            labels[place] = label
        if len(order) > _IN_ORDER:
            order.sort(key=labels.__getitem__)
        arguments += labels
        named, *blocks = self.quads.fill(arguments).split(b"\0")
        for place in self.loose:
            blocks[place] = b"\n".join(sorted(set(blocks[place].split(b"\n"))))
        # The quads about IRIs come first: "<" stands before "_".
        lines = sorted(set(named.split(b"\n"))) if named else []
        lines += [blocks[place] for place in order if blocks[place]]
        lines.append(b"")
        return b"\n".join(lines)

    def _numbered(self, arguments: Arguments) -> list[int] | None:
        """The blank nodes in the order of their hashes (§4.4.3, step 4); None where two are the same."""
        if self.blank_nodes <= 1:
            return list(range(self.blank_nodes))
        blocks = self.first_degree.fill(arguments).split(b"\0")
        for each in self.unordered:
            blocks[each.place] = each.sorted(blocks[each.place])
        hashes = [sha256(block).digest() for block in blocks]
        if len(set(hashes)) < len(hashes):
            return None
        return sorted(range(len(hashes)), key=hashes.__getitem__)

    def _arguments(self, values: Sequence[JSON]) -> Arguments | None:
        """What goes into the holes, labels apart; None where ``fill`` gives up."""
        texts: tuple[str, ...] = self.texts(values)
        lines = written(texts, _ESCAPES)
        if lines is None:
            return None
        arguments = lines.split(b"\n")
        del arguments[-1]
        safe = _SAFE_LINES.match(lines)
        # No text holds a line feed, so each line is one of them, and the IRIs come first.
        if safe is None or lines.count(b"\n", 0, safe.end()) < self.iris:
            return None
        for number in self.numbers(values):
            if not -MAX_INTEGER <= number <= MAX_INTEGER:
                return None
            arguments.append(b"%d" % number)
        return arguments
