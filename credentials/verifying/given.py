"""Make out what somebody held out: a signed document, the text of a QR code, or a code typed by hand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from credentials.card.addresses import PATH
from credentials.core.encoding import MAX_BYTES, parse_json
from credentials.core.errors import EncodingError
from credentials.core.types import Document
from tenants.secrets import CROCKFORD, card_code_key

MOST_OF_A_FILE: Final = 5 * 1024 * 1024
LENGTH: Final = 8
# As long as a code may be typed, with spaces and dashes between its letters.
LONGEST_CODE: Final = 24
_HOST: Final = re.compile(r"[a-z0-9.-]{4,253}(:[0-9]{1,5})?", re.ASCII)
PDF: Final = b"%PDF-"
PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"RIFF")


class UnreadableError(ValueError):
    """Nothing that could be checked. `code` is for machines, the message for people; both are ours."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class SignedFile:
    document: Document


@dataclass(frozen=True)
class CardCode:
    """`signed`: the digits behind # where there were any."""

    code: str
    signed: str = ""


@dataclass(frozen=True)
class Elsewhere:
    """An address that is not one of our cards. `portal`: the host, where it looks like a card of another.

    `code` and `signed` are then what that portal can be asked with.
    """

    portal: str = ""
    code: str = ""
    signed: str = ""


Given = SignedFile | CardCode | Elsewhere


def from_text(text: str) -> Given:
    """What was typed, pasted or scanned.

    Raises UnreadableError.
    """
    plain = text.strip().removeprefix("\ufeff")
    if not plain:
        raise UnreadableError("empty", _("Choose a file, or paste or type what is on the card."))
    if plain[0] in "{[":
        return SignedFile(_document(plain))
    if len(plain) > MAX_BYTES:
        raise _too_big()
    if "://" in plain[:LONGEST_CODE] or PATH in plain:
        return _from_address(plain)
    code = card_code_key(plain)
    if len(plain) <= LONGEST_CODE and _is_code(code):
        return CardCode(code)
    raise UnreadableError(
        "no_card",
        _(
            "This is no card, QR text or card code. A code has 8 letters and digits, such as K7Q2 M9XD."
        ),
    )


def from_file(content: bytes) -> Given:
    """A signed file, or a picture or PDF with a QR code.

    Raises UnreadableError.
    """
    if len(content) > MOST_OF_A_FILE:
        raise _too_big()
    if not content:
        raise UnreadableError("empty", _("This file is empty. Choose another one."))
    if content.startswith((PDF, *PICTURES)):
        return _from_codes(_codes(content))
    try:
        return from_text(content.decode())
    except UnicodeDecodeError:
        raise UnreadableError(
            "unreadable_file",
            _("This file cannot be read. A card is a JSON file, a PDF or a picture of its code."),
        ) from None


def _document(text: str) -> Document:
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        raise _too_big()
    try:
        found = parse_json(text)
    except EncodingError:
        raise UnreadableError(
            "bad_json",
            _("This looks like a signed file, but it is damaged. Copy or download the whole file."),
        ) from None
    if not isinstance(found, dict):
        raise UnreadableError("not_one_card", _("This holds no card. Check one card at a time."))
    return SignedFile(found).document


def _from_address(text: str) -> Given:
    own = urlsplit(settings.CANONICAL_ORIGIN)
    try:
        found = urlsplit(text if "://" in text else f"{own.scheme}://{text}")
    except ValueError:
        return Elsewhere()
    code = card_code_key(found.path[len(PATH) :])
    if not found.path.lower().startswith(PATH) or not _is_code(code):
        return Elsewhere()
    if found.netloc.lower() == own.netloc.lower():
        return CardCode(code, found.fragment)
    if not _HOST.fullmatch(found.netloc.lower()):
        return Elsewhere()
    return Elsewhere(found.netloc.lower(), code, found.fragment)


def _is_code(code: str) -> bool:
    return len(code) == LENGTH and all(letter in CROCKFORD for letter in code)


def _codes(content: bytes) -> list[str]:
    from credentials.card import reading  # noqa: PLC0415 -- megabytes, for a picture now and then

    read = reading.codes_in_pdf if content.startswith(PDF) else reading.codes_in_picture
    try:
        return read(content)
    except reading.UnreadableFileError:
        raise UnreadableError(
            "unreadable_file",
            _("This picture or PDF cannot be opened. It may be damaged or too big."),
        ) from None


def _from_codes(texts: list[str]) -> Given:
    """Other codes on the page do not matter, as long as there is one card and only one."""
    found: list[Given] = list(dict.fromkeys(map(_from_address, texts)))
    cards = [each for each in found if isinstance(each, CardCode)]
    if len(cards) > 1:
        raise UnreadableError(
            "not_one_card", _("There are several cards on this page. Check one card at a time.")
        )
    if not found:
        raise UnreadableError(
            "no_code",
            _("No QR code was found in this file. Try a sharper picture, or type the card code."),
        )
    return cards[0] if cards else found[0]


def _too_big() -> UnreadableError:
    return UnreadableError(
        "too_big", _("This is far bigger than a card. Check one card at a time.")
    )
