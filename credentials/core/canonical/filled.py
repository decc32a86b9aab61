"""JCS by compiled shapes: https://www.rfc-editor.org/rfc/rfc8785.

All documents of one structure are written alike but for their values, so the words between these are worked out
once: from a document in which a mark stands for each value, written the general way. Fractions are left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from credentials.core.canonical import structure
from credentials.core.canonical.kept import Kept
from credentials.core.canonical.structure import Picker, picker
from credentials.core.canonical.texts import Format, written
from credentials.core.encoding import MAX_INTEGER
from credentials.core.types import JSON, Document

Write = Callable[[JSON], bytes]

_MARK: Final = "urn:coopportal:jcs:"
_FOUND: Final = re.compile(rf'"{_MARK}([0-9]+)"'.encode())
_KINDS: Final = {str, int, bool, type(None)}
_WORDS: Final = {True: b"true", False: b"false", None: b"null"}
_ESCAPES: Final = {
    **{code: f"\\u{code:04x}" for code in range(0x20)},
    **{ord(sign): "\\" + letter for sign, letter in zip('\b\t\n\f\r"\\', 'btnfr"\\', strict=True)},
}


@dataclass(frozen=True, slots=True)
class Filled:
    """How the documents of one structure are written: arguments are texts, then whole numbers, then the rest."""

    texts: Picker
    numbers: Picker
    others: Picker
    format: Format

    def fill(self, values: Sequence[JSON]) -> bytes | None:
        """The document with these values; None where one of them may not be written."""
        lines = written(self.texts(values), _ESCAPES)
        if lines is None:
            return None
        arguments = lines.split(b"\n")
        del arguments[-1]
        for number in self.numbers(values):
            if not -MAX_INTEGER <= number <= MAX_INTEGER:
                return None
            arguments.append(b"%d" % number)
        arguments += [_WORDS[value] for value in self.others(values)]
        return self.format.fill(arguments)


KEPT: Final[Kept[Filled | None]] = Kept()


def fill(name: str, document: Document, generally: Write) -> bytes:
    """A document as ``generally`` writes it without its context; ``name`` is what tells it from others like it.

    Raises:
        CoreError: As ``generally``.
    """
    known = KEPT.recall(name, document)
    if known is not None and known[0] is not None:
        filled = known[0].fill(known[1])
        if filled is not None:
            return filled
    rest = {member: item for member, item in document.items() if member != "@context"}
    whole = generally(rest)
    read = None if known is not None else structure.read(document)
    if read is not None and KEPT.meet((name, read[0])):
        learnt = _learn(rest, read[1], generally)
        if learnt is not None and learnt.fill(read[1]) != whole:
            learnt = None
        KEPT.keep((name, read[0]), read[1], frozenset(), learnt)
    return whole


def _learn(document: Document, values: Sequence[JSON], generally: Write) -> Filled | None:
    kinds = [type(value) for value in values]
    if not _KINDS.issuperset(kinds):
        return None
    words = _FOUND.split(generally(structure.marked(document, _MARK)))
    places = [int(place) for place in words[1::2]]
    if sorted(places) != [*range(len(values))]:
        return None
    texts, numbers, others = (
        [place for place, kind in enumerate(kinds) if kind in wanted]
        for wanted in ({str}, {int}, {bool, type(None)})
    )
    order = {place: at for at, place in enumerate([*texts, *numbers, *others])}
    between = words[::2]
    for at, place in enumerate(places):
        if kinds[place] is str:
            between[at] += b'"'
            between[at + 1] = b'"' + between[at + 1]
    return Filled(
        picker(texts),
        picker(numbers),
        picker(others),
        Format(between, [order[place] for place in places]),
    )
