"""Files that strangers hand in: pictures are drawn anew, papers are kept as they are and only ever downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps

MOST_BYTES: Final = 5 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 2000
PDF, JPEG = "application/pdf", "image/jpeg"
NAMES: Final = {PDF: "pdf", JPEG: "jpg"}


class FileRefusedError(ValueError):
    """Too large, or neither a picture nor a paper."""


@dataclass(frozen=True)
class Kept:
    media_type: str
    content: bytes


def kept(content: bytes) -> Kept:
    """What is kept of it. A picture loses everything but its looks: place, camera, what hides behind it."""
    if len(content) > MOST_BYTES:
        raise FileRefusedError
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-2048:]:
        return Kept(PDF, content)
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise FileRefusedError
            drawn = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise FileRefusedError from error
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    out = BytesIO()
    drawn.save(out, "JPEG", quality=85)
    return Kept(JPEG, out.getvalue())
