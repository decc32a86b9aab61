"""What is kept of documents by their shape: contexts, structure, and those values that are constant in it.

Bounded in number and in size, whatever strangers send (https://www.w3.org/TR/json-ld11-api/#security); what
came first leaves first.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Generic, TypeAlias, TypeVar

from credentials.core.canonical.structure import Key, Layout, Picker, picker, read
from credentials.core.types import JSON, Document

MAX_SHAPES: Final = 512
MAX_MET: Final = 4096
MAX_LAYOUTS: Final = 8
"""Of documents with the same names at the top; beyond these the oldest are read as if they were new."""
MAX_LETTERS: Final = 8192
"""In the names and constants of one shape."""

Known = TypeVar("Known")
Place: TypeAlias = tuple[JSON, Key]
"""What the contexts are known by, and the structure of a document."""


@dataclass(slots=True)
class _Structure(Generic[Known]):
    """Of one structure: which values are constant, and what is known for each set of them."""

    constant: frozenset[int]
    pick: Picker
    known: dict[tuple[JSON, ...], tuple[Known]] = field(default_factory=dict)


class Kept(Generic[Known]):
    """What is known of shapes; threads may share it."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._structures: dict[Place, _Structure[Known]] = {}
        self._order: deque[tuple[Place, tuple[JSON, ...]]] = deque()
        self._met: dict[int, None] = {}
        self._layouts: dict[tuple[JSON, ...], tuple[tuple[Layout, _Structure[Known]], ...]] = {}
        self._changing = threading.Lock()

    def __len__(self) -> int:
        """How many shapes are known."""
        return len(self._order)

    def meet(self, place: Place) -> bool:
        """Whether a structure comes again: what comes only once is not worth keeping anything of."""
        met = hash(place)
        with self._changing:
            if met in self._met:
                return True
            self._met[met] = None
            if len(self._met) > MAX_MET:
                del self._met[next(iter(self._met))]
        return False

    def recall(self, name: JSON, document: Document) -> tuple[Known, Sequence[JSON]] | None:
        """What is known of a document in contexts of this name, and its values; None where nothing is."""
        top = (name, *document)
        layouts = self._layouts.get(top, ())
        for at, (layout, structure) in enumerate(layouts):
            values = layout.read(document)
            if values is not None:
                known = structure.known.get(structure.pick(values))
                if known is None:
                    break
                if at:
                    # Threads may do so at once; at worst one of the layouts is forgotten.
                    self._layouts[top] = (layouts[at], *layouts[:at], *layouts[at + 1 :])
                return known[0], values
        return self._recall_anew(name, document)

    def _recall_anew(self, name: JSON, document: Document) -> tuple[Known, Sequence[JSON]] | None:
        found = read(document)
        if found is None:
            return None
        place, values = (name, found[0]), found[1]
        known, structure = self.find(place, values), self._structures.get(place)
        if known is None or structure is None:
            return None
        top = (name, *document)
        with self._changing:
            others = self._layouts.pop(top, ())[: MAX_LAYOUTS - 1]
            self._layouts[top] = ((Layout(document), structure), *others)
            if len(self._layouts) > MAX_SHAPES:
                del self._layouts[next(iter(self._layouts))]
        return known[0], values

    def find(self, place: Place, values: Sequence[JSON]) -> tuple[Known] | None:
        """What is known of a document with these values; None where nothing is."""
        structure = self._structures.get(place)
        # One look alone: meanwhile another thread may let it leave.
        return None if structure is None else structure.known.get(structure.pick(values))

    def constant(self, place: Place) -> frozenset[int] | None:
        """The places of the values that are constant in a structure, as the first of it decided."""
        structure = self._structures.get(place)
        return None if structure is None else structure.constant

    def keep(
        self, place: Place, values: Sequence[JSON], constant: frozenset[int], known: Known
    ) -> None:
        """Keep what is known of a document, unless it is too long; ``constant`` as ``constant`` gave it, if it did."""
        names = sum(len(part) for part in place[1] if isinstance(part, str))
        if len(str(place[0])) + names + sum(len(str(values[p])) for p in constant) > MAX_LETTERS:
            return
        with self._changing:
            structure = self._structures.setdefault(
                place, _Structure(constant, picker(sorted(constant)))
            )
            constants = structure.pick(values)
            if structure.constant != constant or constants in structure.known:
                return
            structure.known[constants] = (known,)
            self._order.append((place, constants))
            while len(self._order) > MAX_SHAPES:
                self._leave(*self._order.popleft())

    def _leave(self, place: Place, constants: tuple[JSON, ...]) -> None:
        structure = self._structures[place]
        del structure.known[constants]
        if not structure.known:
            del self._structures[place]

    def forget(self) -> None:
        """Forget everything."""
        with self._changing:
            self._structures.clear()
            self._order.clear()
            self._met.clear()
            self._layouts.clear()
