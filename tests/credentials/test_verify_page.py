from __future__ import annotations

import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape
from PIL import Image

from credentials.card import pdf, qr
from credentials.held import face_of
from credentials.verifying import telling
from credentials.verifying.check import check_anything
from credentials.verifying.given import MOST_OF_A_FILE, from_text
from tests.credentials import holdout, members

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _uncounted():
    """What earlier tests asked does not count."""
    cache.clear()


def paste(text):
    return Client().post("/verify/", {"text": text})


def send(content, name="card.json"):
    return Client().post("/verify/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("name", holdout.CASES)
def test_page_and_api_say_the_same(oak, name):
    case = holdout.CASES[name](oak)
    page = paste(case.text)
    given = members.json.loads(case.text) if case.text.startswith("{") else case.text
    machine = Client().post(
        "/credentials/verify", {"verifiableCredential": given}, content_type="application/json"
    )
    report = machine.json()

    assert page.status_code == 200
    assert page.context["answer"].verdict == report["verdict"] == case.verdict
    assert report["verified"] is case.verified
    assert machine.status_code == (200 if case.verified else 422)
    told = {check["code"] for check in report["checks"]} - {"ok"}
    assert case.codes <= told
    assert escape(report["headline"]) in page.text
    for check in report["checks"]:
        assert escape(check["detail"]) in page.text
    assert holdout.NAME not in page.text + machine.text
    assert "Quokka" not in page.text + machine.text


@pytest.mark.parametrize("name", holdout.HOSTILE)
def test_what_is_no_card_gets_a_sentence_and_stays(oak, name):
    text = holdout.HOSTILE[name]
    page = paste(text)

    assert page.status_code == 422
    assert "There is a problem" in page.text
    assert "<script>alert" not in page.text
    if text.strip():
        assert page.context["form"]["text"].value() == text


def test_more_than_the_server_reads_gets_a_sentence(db):
    page = paste("x" * 2_000_000)

    assert page.status_code == 422
    assert "far bigger than a card" in page.text


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\x00\xff\xfe" * 100, "cannot be read"),
        (b"%PDF-1.7 nonsense", "cannot be opened"),
        (b"\x89PNG\r\n\x1a\nnonsense", "cannot be opened"),
        (b"{" + b" " * MOST_OF_A_FILE, "far bigger"),
        (b'{"a": 1, "a": 2}', "damaged"),
        (b"hello", "no card"),
    ],
)
def test_files_that_are_no_card(db, content, sentence):
    page = send(content)

    assert page.status_code == 422
    assert sentence in page.text


def test_a_picture_without_a_code(db):
    kept = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(kept, "PNG")

    assert "No QR code was found" in send(kept.getvalue(), "card.png").text


def test_the_signed_file_is_checked(oak):
    _membership, card = members.carded(oak)
    page = send(card.document.encode())

    assert page.context["answer"].verdict == "good"
    assert "The signed file proves every word in it" in page.text
    assert 'href="/directory/"' in page.text


def test_the_code_is_read_from_picture_and_paper(oak):
    _membership, card = members.carded(oak)
    with members.scope.within(oak.pk):
        face = face_of(card, oak)
    for content, name in ((qr.png(face.text), "card.png"), (pdf.card_pdf(face), "card.pdf")):
        page = send(content, name)

        assert page.context["answer"].verdict == "good", name
        assert "The signature on this card is genuine." in page.text
        assert "The QR code proves" in page.text


def test_two_cards_on_a_page_are_not_one(oak):
    texts = [members.carded(oak)[1] for _ in range(2)]
    sheet = Image.new("L", (1600, 800), 255)
    for place, card in enumerate(texts):
        code = Image.open(io.BytesIO(qr.png(holdout.qr_text(card)))).convert("L")
        sheet.paste(code.resize((700, 700)), (50 + 800 * place, 50))
    kept = io.BytesIO()
    sheet.save(kept, "PNG")

    assert "several cards" in send(kept.getvalue(), "sheet.png").text


def test_the_answer_is_the_same_for_everyone_and_nothing_is_kept(oak):
    _membership, card = members.carded(oak)
    anonymous = paste(card.document)

    assert anonymous.cookies == {}
    with CaptureQueriesContext(
        connection,
    ) as asked:
        paste(card.document)
        paste(holdout.qr_text(card))
        Client().get(f"/v/{card.card_code}")
    written = [
        q["sql"]
        for q in asked
        if not q["sql"].upper().startswith(("SELECT", "BEGIN", "COMMIT", "PRAGMA", "SET "))
    ]
    assert written == []
    assert len(asked) > 0


def test_every_check_has_a_name_in_words(oak):
    answer = check_anything(from_text(holdout.good_file(oak).text))
    more = check_anything(from_text(holdout.good_qr(oak).text))

    assert {check.name for check in (*answer.checks, *more.checks)} == telling.LABELS.keys()


def test_guessing_comes_to_an_end(db, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "check_card": "9/m/ip,2/h/ip"}
    told = [paste("ZZZZ ZZZZ").status_code for _ in range(3)]

    assert told == [200, 200, 429]
    assert Client().get("/v/ZZZZZZZZ").status_code == 429
