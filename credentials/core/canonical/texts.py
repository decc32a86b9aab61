"""Many texts at once on their way into a canonical form (RFC 8785, RDFC-1.0): as UTF-8, escaped where need be.

https://www.w3.org/TR/rdf-canon/#canonical-quads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from credentials.core.canonical.structure import picker

_PLAIN: Final = bytes(code for code in range(0x20, 0x100) if code not in b'"\\\x7f')
_PERHAPS_ESCAPED: Final = "\ufffe".encode()[:2]
"""How U+FFFE and U+FFFF begin in UTF-8, and few others."""


def written(texts: Sequence[str], escapes: Mapping[int, str]) -> bytes | None:
    """The texts in UTF-8, a line feed behind each and none within; None where one holds half a character.

    ``escapes`` must turn quotation marks and backslashes into themselves behind a backslash, and line feeds into
    whatever is none. What they may say of other signs is asked only where such signs are.
    """
    try:
        lines = "\n".join((*texts, "")).encode()
    except UnicodeEncodeError:
        return None
    # Of plain texts only the line feeds behind them are left.
    odd = lines.translate(None, _PLAIN)
    if len(odd) == len(texts) and _PERHAPS_ESCAPED not in lines:
        return lines
    if odd.translate(None, b'"\\') == b"\n" * len(texts) and _PERHAPS_ESCAPED not in lines:
        return lines.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    return "\n".join([*(text.translate(escapes) for text in texts), ""]).encode()


class Format:
    """Words with holes between them, and which argument goes into each hole."""

    __slots__ = ("_parts", "_pick")

    def __init__(self, words: Sequence[bytes], places: Sequence[int]) -> None:
        """Take the words, one more than there are holes."""
        self._parts = [b""] * (2 * len(places) + 1)
        self._parts[::2] = words
        self._pick = picker(places)

    def fill(self, arguments: Sequence[bytes]) -> bytes:
        """The words with these arguments between them."""
        parts = self._parts.copy()
        parts[1::2] = self._pick(arguments)
        return b"".join(parts)
