"""Find QR codes in a picture or a PDF that a stranger sent. Bounded: what is too big is not opened."""

from __future__ import annotations

import io
from threading import Lock
from typing import Final

import pypdfium2
import zxingcpp
from PIL import Image, UnidentifiedImageError

MOST_PIXELS: Final = 30_000_000
MOST_PAGES: Final = 4
RESOLUTION: Final = 300
POINTS_PER_INCH: Final = 72
QR_CODES: Final = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
PICTURES: Final = ("PNG", "JPEG", "WEBP")

# pdfium works for one caller at a time.
_pdfium = Lock()


class UnreadableFileError(ValueError):
    """Neither a picture nor a PDF, damaged, or far too big."""


def codes_in_picture(content: bytes) -> list[str]:
    """The texts of all QR codes in a PNG, JPEG or WebP picture.

    Raises UnreadableFileError.
    """
    try:
        with Image.open(io.BytesIO(content), formats=PICTURES) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise UnreadableFileError("This picture is too big.")
            return _codes(_on_white(picture))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise UnreadableFileError("This is no picture.") from error


def codes_in_pdf(content: bytes) -> list[str]:
    """The texts of all QR codes on the first pages.

    Raises UnreadableFileError.
    """
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as error:
            raise UnreadableFileError("This is no PDF.") from error
        try:
            pages = range(min(len(document), MOST_PAGES))
            return [text for number in pages for text in _codes_on(document, number)]
        except pypdfium2.PdfiumError as error:
            raise UnreadableFileError("This PDF is damaged.") from error
        finally:
            document.close()


def _codes_on(document: pypdfium2.PdfDocument, number: int) -> list[str]:
    page = document[number]
    scale = RESOLUTION / POINTS_PER_INCH
    width, height = page.get_size()
    if width * height * scale * scale > MOST_PIXELS:
        raise UnreadableFileError("This page is too big.")
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        return _codes(bitmap.to_pil())
    finally:
        bitmap.close()
        page.close()


def _on_white(picture: Image.Image) -> Image.Image:
    """What is transparent counts as paper."""
    if "A" not in picture.getbands() and "transparency" not in picture.info:
        return picture.convert("L")
    coloured = picture.convert("RGBA")
    paper = Image.new("RGBA", coloured.size, "white")
    return Image.alpha_composite(paper, coloured).convert("L")


def _codes(picture: Image.Image) -> list[str]:
    found = zxingcpp.read_barcodes(picture, formats=QR_CODES)
    return list(dict.fromkeys(barcode.text for barcode in found))
