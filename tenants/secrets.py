"""Secrets in addresses: made at random or derived, kept only as keyed hashes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import unicodedata
from uuid import UUID

from django.conf import settings

# Letters that Unicode does not take apart into a plain one and a mark.
PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe"})
CODE_DIGITS = 6
CLAIM_LENGTH = 10
REFERENCE_LENGTH = 8
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def digest(purpose: str, secret: str) -> str:
    """The keyed hash under which a secret is kept: 64 hex digits, useless without SECRET_KEY."""
    key = hashlib.sha256(f"{purpose}|{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, secret.encode(), hashlib.sha256).hexdigest()


def derived_token(purpose: str, *parts: str) -> str:
    """A token that comes out the same each time, so that a repeated mail carries the same link."""
    return digest(purpose, "|".join(parts))[:43]


def application_token(application: UUID) -> str:
    """What stands in /a/<token>/: the same in each letter about one application."""
    return derived_token("application", str(application))


def confirmation_code(application: UUID, number: int) -> str:
    """The digits of an applicant's n-th code: the letter finds them anew, nothing keeps them."""
    drawn = digest("confirmation code", f"{application}|{number}")
    return f"{int(drawn, 16) % 10**CODE_DIGITS:0{CODE_DIGITS}d}"


def new_token() -> str:
    return secrets.token_urlsafe(32)


def new_digits(count: int = 6) -> str:
    return "".join(secrets.choice("0123456789") for _ in range(count))


def new_card_code() -> str:
    """Eight characters that are hard to confuse when read aloud: 40 bits, shown as K7Q2 M9XD."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(8))


def card_code_key(typed: str) -> str:
    """A typed card code as it is stored: no spaces or dashes, O read as 0, I and L as 1."""
    plain = "".join(ch for ch in typed.upper() if ch.isalnum())
    return plain.translate(str.maketrans("OILU", "011V"))


def claim_code(row: UUID) -> str:
    """Nine characters and one that checks them, shown as K7Q2M-9XD4B: found anew for each print, kept nowhere."""
    number = int(digest("claim code", str(row)), 16)
    values = [number >> 5 * place & 31 for place in range(CLAIM_LENGTH - 1)]
    return "".join(CROCKFORD[value] for value in [*values, _check(values)])


def is_claim_code(key: str) -> bool:
    """Whether a typed code (`card_code_key`) can be one at all: a slip of the hand or two swapped places cannot."""
    if len(key) != CLAIM_LENGTH or any(letter not in CROCKFORD for letter in key):
        return False
    return _check([CROCKFORD.index(letter) for letter in key]) == 0


def new_reference() -> str:
    """What stands on a bank transfer: seven characters and one that checks them, shown as K7Q2-M9XD."""
    values = [secrets.randbelow(32) for _ in range(REFERENCE_LENGTH - 1)]
    return "".join(CROCKFORD[value] for value in [*values, _check(values)])


def spelt_reference(reference: str) -> str:
    return f"{reference[:4]}-{reference[4:]}"


def references_in(text: str) -> list[str]:
    """Whatever can be a reference in what somebody wrote to a bank, in its order; spaces and dashes do not count."""
    key = card_code_key(text)
    found = {}
    for start in range(len(key) - REFERENCE_LENGTH + 1):
        part = key[start : start + REFERENCE_LENGTH]
        values = [CROCKFORD.find(letter) for letter in part]
        if min(values) >= 0 and _check(values) == 0:
            found[part] = True
    return list(found)


def _check(values: list[int]) -> int:
    """Damm's check over the field of 32: any one wrong character and any two swapped neighbours are noticed."""
    check = 0
    for value in values:
        check = (check ^ value) << 1
        check = check ^ 0b100101 if check & 32 else check
    return check


def bounce_token(letter: UUID) -> str:
    """What stands in the address that a letter comes back to: which letter, and that we wrote this. In any case of letters."""
    named = base64.b32encode(letter.bytes).decode().rstrip("=").lower()
    return f"{named}-{_bounce_mark(letter)}"


def letter_of_bounce(token: str) -> UUID | None:
    """The letter that a report names; None for an address that we did not make."""
    named, _dash, mark = token.lower().partition("-")
    try:
        letter = UUID(bytes=base64.b32decode(f"{named.upper()}======"))
    except ValueError:
        return None
    return letter if hmac.compare_digest(mark.encode(), _bounce_mark(letter).encode()) else None


def _bounce_mark(letter: UUID) -> str:
    drawn = bytes.fromhex(digest("bounce", str(letter)))[:8]
    return base64.b32encode(drawn).decode().rstrip("=").lower()


def email_key(email: str) -> str:
    return unicodedata.normalize("NFKC", email).strip().casefold()


def name_key(name: str) -> str:
    """A name without accents, case and double spaces, for search and comparison."""
    plain = unicodedata.normalize("NFKD", name)
    folded = "".join(ch for ch in plain if not unicodedata.combining(ch)).casefold()
    return " ".join(folded.translate(PLAIN).split())
