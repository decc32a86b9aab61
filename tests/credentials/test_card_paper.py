from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from credentials.card import pdf, qr, reading
from tests.credentials.faces import FACE, TEXT

MODULES = 53  # version 9


def page_of(content, *, dpi=300):
    document = pypdfium2.PdfDocument(content)
    try:
        page = document[0]
        text = page.get_textpage()
        words = " ".join(text.get_text_bounded().split())
        text.close()
        bitmap = page.render(scale=dpi / 72)
        picture = bitmap.to_pil().copy()
        bitmap.close()
        page.close()
        return picture, words
    finally:
        document.close()


def side_of_code(picture):
    """How wide the black square is, in pixels."""
    (found,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return found.position.top_right.x - found.position.top_left.x


@pytest.mark.parametrize(
    "name",
    [
        "Amara Okonkwo-Lindqvist",
        'José #import "x" [Ñuñez] $x$',
        "Maximiliana Bartholomea von Hohenstaufen-Wittelsbach-Sigmar",
        "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwarengewi",
        "محمد عبد الرحمن العربي",
        "Nguyễn Thị Hà",
        "王小明",
        "A",
        "",
        "สมชาย ใจดี",
        "Zoë 👩‍🌾",
    ],
)
def test_the_code_on_paper_says_the_same_whatever_the_name(name):
    content = pdf.card_pdf(replace(FACE, name=name))

    assert reading.codes_in_pdf(content) == [TEXT]
    assert len(content) < 60_000


def test_the_printed_code_is_at_least_33_millimetres_with_its_quiet_zone():
    picture, _words = page_of(pdf.card_pdf(FACE))
    whole = side_of_code(picture) * (MODULES + 2 * qr.QUIET_ZONE) / MODULES

    assert whole / 300 * 25.4 >= 33


def test_the_paper_is_tagged_named_and_says_the_code_in_words():
    content = pdf.card_pdf(FACE)
    _picture, words = page_of(content)

    assert b"/MarkInfo" in content
    assert b"/StructTreeRoot" in content
    assert b"pdfuaid" in content
    assert b"/Lang (en" in content or b"/Lang(en" in content
    for word in (
        "Amara Okonkwo",
        "GV-004217",
        "K7Q2 M9XD",
        "Valid until 20 Nov 2027",
        "Fold",
    ):
        assert word in words


def test_a_name_is_never_read_as_a_command():
    _picture, words = page_of(pdf.card_pdf(replace(FACE, name='#import "x" $x$')))

    assert '#import "x"' in words
    assert "$x$" in words


def test_letters_without_a_typeface_are_left_out_and_the_page_says_so():
    _picture, whole = page_of(pdf.card_pdf(FACE))
    _picture, words = page_of(pdf.card_pdf(replace(FACE, name="Kim สมชาย", cooperative="สม")))

    assert "left out" not in whole
    assert "left out" in words
    assert "Kim" in words
    assert "green-valley" in words


def test_the_same_card_gives_the_same_paper():
    assert pdf.card_pdf(FACE) == pdf.card_pdf(FACE)


@pytest.mark.parametrize("colour", ["#0b5d4b", "#ffe500", "#ffffff", "#000000"])
def test_no_colour_of_a_co_op_touches_the_code(colour):
    assert reading.codes_in_pdf(pdf.card_pdf(replace(FACE, colour=colour))) == [TEXT]


def test_picture_and_drawing_carry_the_same_text():
    png, svg = qr.png(TEXT), qr.svg(TEXT)
    side = MODULES + 2 * qr.QUIET_ZONE

    assert reading.codes_in_picture(png) == [TEXT]
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.size == (side * qr.PIXELS,) * 2
        assert {picture.getpixel((at, at)) for at in range(qr.QUIET_ZONE * qr.PIXELS)} == {255}
    assert drawn(svg) == qr.modules(TEXT)


def drawn(svg):
    """The pattern that the one path of a drawing paints."""
    side = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    rows = [[False] * side for _ in range(side)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", svg):
        for at in range(int(x), int(x) + int(length)):
            rows[int(y)][at] = True
    quiet = qr.QUIET_ZONE
    assert not any(any(row[:quiet]) or any(row[-quiet:]) for row in rows)
    return tuple(tuple(row[quiet:-quiet]) for row in rows[quiet:-quiet])


def test_the_code_stays_small_enough_to_be_scanned():
    """Numbers are packed as numbers: as letters the same text would need five versions more."""
    assert len(qr.modules(TEXT)) == MODULES
    assert len(qr.modules(TEXT.replace("7", "x"))) > MODULES


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"GIF89a" + bytes(40), b"%PDF-1.7\ngarbage", bytes(2000)]
)
def test_what_is_no_picture_and_no_paper_is_refused(content):
    for read in (reading.codes_in_picture, reading.codes_in_pdf):
        with pytest.raises(reading.UnreadableFileError):
            read(content)


def test_a_picture_too_big_is_not_opened():
    """A few hundred bytes that would unfold to a gigabyte."""
    header = b"\x00\x00\x80\x00\x00\x00\x80\x00\x01\x00\x00\x00\x00"
    chunk = b"IHDR" + header
    bomb = b"\x89PNG\r\n\x1a\n" + len(header).to_bytes(4, "big") + chunk
    bomb += zlib.crc32(chunk).to_bytes(4, "big")

    with pytest.raises(reading.UnreadableFileError):
        reading.codes_in_picture(bomb)


def test_a_code_on_nothing_counts_as_on_paper():
    with Image.open(io.BytesIO(qr.png(TEXT))) as picture:
        black = picture.convert("RGBA")
    clear = Image.new("RGBA", black.size, (0, 0, 0, 0))
    ink = black.convert("L").point(lambda value: 255 - value)
    clear.paste((0, 0, 0, 255), mask=ink)
    file = io.BytesIO()
    clear.save(file, "PNG")

    assert reading.codes_in_picture(file.getvalue()) == [TEXT]
