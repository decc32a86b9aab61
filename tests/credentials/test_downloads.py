from __future__ import annotations

import io

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from credentials.card.addresses import hybrid
from credentials.core.compact import to_digits
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def card():
    return holding.card(holding.opened(), holding.person())


def download(card, path):
    answer = holding.signed_in(card.membership.member.user).get(f"/me/cards/{card.code}/{path}")
    assert answer.status_code == 200
    return answer


def text_of(card):
    return hybrid(card.card_code, to_digits(bytes(card.compact)))


def decoded(picture):
    """By a reader that shares no code with what drew it."""
    found = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return [code.text for code in found]


def drawn_at_300_dpi(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return document[0].render(scale=300 / 72).to_pil().copy()
    finally:
        document.close()


def test_the_file_is_byte_for_byte_what_was_signed(card):
    answer = download(card, "card.json")

    assert answer.content == card.document.encode()
    assert answer["Content-Type"] == "application/json"


def test_the_code_on_paper_is_read_at_300_dpi(card):
    answer = download(card, "card.pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert decoded(drawn_at_300_dpi(answer.content)) == [text_of(card)]


def test_the_picture_carries_the_code(card):
    answer = download(card, "qr.png")

    with Image.open(io.BytesIO(answer.content)) as picture:
        assert decoded(picture.convert("L")) == [text_of(card)]


def test_the_drawing_stands_for_itself_and_runs_nothing(card):
    answer = download(card, "qr.svg")

    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg xmlns=")
    assert b"<script" not in answer.content


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("card.json", "green-valley-card.json"),
        ("qr.png", "green-valley-card-qr.png"),
        ("qr.svg", "green-valley-card-qr.svg"),
        ("card.pdf", "green-valley-card.pdf"),
    ],
)
def test_a_copy_is_kept_under_the_name_of_the_co_op(card, path, name):
    answer = download(card, path)

    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
