"""The QR code of a card: always black on white, level M, a quiet zone of four modules, nothing in its middle.

The text is written in mixed mode: long runs of digits take a third of the room that letters would.
"""

from __future__ import annotations

import base64
import io
from functools import lru_cache
from typing import Final

QUIET_ZONE: Final = 4
PIXELS: Final = 12  # a side of one module in the picture
SHORTEST_RUN: Final = 8  # digits that are worth a change of mode
MASK: Final = 0  # a chessboard


@lru_cache(maxsize=64)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """The pattern without its quiet zone; true is black.

    Every reader undoes whichever of the eight masks it finds. Trying them all takes seven eighths of the time.
    """
    import qrcode  # noqa: PLC0415 -- brings a picture library along, which most processes never need
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 -- as above

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(text, optimize=SHORTEST_RUN)
    code.make(fit=True)
    return tuple(map(tuple, code.modules))


def png(text: str) -> bytes:
    from PIL import Image  # noqa: PLC0415 -- as above

    pattern = modules(text)
    side = len(pattern) + 2 * QUIET_ZONE
    small = Image.new("1", (side, side), 1)
    for y, row in enumerate(pattern, QUIET_ZONE):
        for x, black in enumerate(row, QUIET_ZONE):
            if black:
                small.putpixel((x, y), 0)
    file = io.BytesIO()
    whole = small.resize((side * PIXELS, side * PIXELS), Image.Resampling.NEAREST)
    whole.save(file, "PNG", optimize=True)
    return file.getvalue()


def svg(text: str) -> str:
    """One path of horizontal runs: small, sharp at any size, readable by any drawing program."""
    pattern = modules(text)
    side = len(pattern) + 2 * QUIET_ZONE
    runs = "".join(
        f"M{start} {y}h{length}v1h-{length}z"
        for y, row in enumerate(pattern, QUIET_ZONE)
        for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" '
        f'width="{side * PIXELS}" height="{side * PIXELS}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{runs}"/></svg>\n'
    )


def data_uri(text: str) -> str:
    """The picture within the page itself, so that the card shows without asking for more."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg(text).encode()).decode()}"


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Where black begins and how long it lasts, counted with the quiet zone."""
    found: list[tuple[int, int]] = []
    start = None
    for x, black in enumerate((*row, False), QUIET_ZONE):
        if black and start is None:
            start = x
        elif not black and start is not None:
            found.append((start, x - start))
            start = None
    return found
