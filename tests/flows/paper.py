"""A printed card, looked at as a scanner does; the decoder is not the encoder's."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

import pypdfium2
import zxingcpp

DOTS_PER_INCH, POINTS_PER_INCH = 300, 72


def codes_on(paper: Path | BinaryIO) -> list[str]:
    """What stands in the codes of a sheet, at 300 dots per inch."""
    [page] = list(pypdfium2.PdfDocument(paper))
    picture = page.render(scale=DOTS_PER_INCH / POINTS_PER_INCH).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]
