"""Pictures: of people, drawn anew, so that nothing of the file itself is kept; and codes for letters."""

from __future__ import annotations

import io
from typing import Final

from django.utils.translation import gettext_lazy as _

from tenants import paying
from tenants.errors import DomainError

MOST_PIXELS: Final = 40_000_000
LONGEST_SIDE: Final = 2000


class NoPictureError(DomainError):
    code = "no_picture"
    message = _("This is no picture that we can read. Use PNG, JPEG or WebP.")
    status = 422


def drawn_anew(content: bytes, *, longest: int = LONGEST_SIDE) -> bytes:
    """A JPEG of the same picture, upright and no larger than a page needs: no place, no camera, no code.

    Raises NoPictureError.
    """
    from PIL import (  # noqa: PLC0415 -- a picture library, seldom needed
        Image,
        ImageOps,
        UnidentifiedImageError,
    )

    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NoPictureError
            plain = ImageOps.exif_transpose(picture).convert("RGB")
            plain.thumbnail((longest, longest))
            file = io.BytesIO()
            plain.save(file, "JPEG", quality=80)
            return file.getvalue()
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise NoPictureError from error


def payment_code(text: str) -> bytes:
    """A code for banking apps as PNG, for programs that show no other picture in a letter; empty where it says nothing."""
    if not text:
        return b""
    from qrcode.image.pil import PilImage  # noqa: PLC0415 -- most processes never need it

    kept = io.BytesIO()
    paying.code_of(text).make_image(image_factory=PilImage).save(kept, format="PNG")
    return kept.getvalue()
