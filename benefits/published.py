"""What co-ops publish, read as strangers read it, for a round of looking at visits."""

from __future__ import annotations

from benefits.vetting import ASK
from credentials.acceptance import Word
from credentials.services.reading import Lists


class Published(Lists):
    """What co-ops publish, with what bodies say of them: each is read once per round."""

    def __init__(self) -> None:
        super().__init__()
        self._words: dict[tuple[str, frozenset[str]], tuple[Word, ...] | None] = {}

    def words(self, home: str, bodies: frozenset[str]) -> tuple[Word, ...] | None:
        asked = home, bodies
        if asked not in self._words:
            self._words[asked] = ASK(*asked)
        return self._words[asked]
