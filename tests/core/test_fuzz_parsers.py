"""Everything that reads bytes or texts from outside: it reads them, or refuses them in our own words."""

from __future__ import annotations

import json
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from credentials.core import compact, encoding, jws, status
from credentials.core.asking import presentation_in
from credentials.core.did import web
from credentials.core.did.key import resolve_key
from credentials.core.errors import EncodingError
from credentials.core.keys import PublicKey
from credentials.core.times import parse_time
from credentials.core.vocabulary import is_absolute
from tests.core.fuzzing import ANYTHING, FUZZ, NASTY, SECONDS, TEXT, check_refusal, in_time, tried
from tests.core.scene import NOW, World, green_valley
from tests.core.test_compact import ADDRESS, signed

HOME = green_valley()
WORLD = World(HOME)
TYP = "membership-shared+jwt"
STATEMENT = jws.sign({"iss": HOME.did, "aud": "somebody", "iat": 1}, HOME.signer, typ=TYP)
LIST = status.encode([7], status.MINIMUM)


def from_hex(text):
    """Bytes that were meddled with as hexadecimal digits."""
    digits = "".join(letter for letter in text if letter in "0123456789abcdef")
    return bytes.fromhex(digits[: len(digits) // 2 * 2])


def near(text):
    """A text with a piece put in, taken out or exchanged."""
    return some.builds(
        lambda start, length, piece: text[:start] + piece + text[start + length :],
        some.integers(0, len(text)),
        some.integers(0, 3),
        TEXT,
    )


@pytest.mark.clause("VCDM problem-details", "JSON section-4")
@FUZZ
@given(
    data=some.binary(max_size=200) | TEXT | ANYTHING.map(lambda v: json.dumps(v, allow_nan=True))
)
def test_json_is_read_or_refused(data):
    value = tried(encoding.parse_json, data)

    if value is not None:
        encoding.check_json(value)
        assert encoding.parse_json(json.dumps(value)) == value


@FUZZ
@given(text=near(json.dumps({"a": [1, -2.5, True, None, "\u00e9"], "b": {"c": "\\"}})))
def test_json_with_a_fault_is_read_as_json_or_refused(text):
    value = tried(encoding.parse_json, text)

    if value is not None:
        assert json.loads(text) == value


@FUZZ
@given(text=TEXT | near("z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"))
def test_bases_and_keys_are_read_one_way_or_refused(text):
    for read in (encoding.base58_decode, encoding.base64url_decode, encoding.multibase_decode):
        tried(read, text)
    key = tried(PublicKey.from_multikey, text)
    if key is not None:
        assert key.to_multikey() == text or text.startswith("u")
    tried(resolve_key, text)
    document = tried(resolve_key, "did:key:" + text)
    assert document is None or document["id"] == "did:key:" + text


@FUZZ
@given(text=TEXT | near("did:web:portal.example%3A8443:c:green-valley"))
def test_a_did_web_leads_to_one_https_address_or_none(text):
    address = tried(web.web_address, text)

    if address is not None:
        assert address.startswith("https://")
        assert is_absolute(address)
        assert "/../" not in address
        assert "@" not in address
    tried(web.web_address, "did:web:" + text)


@FUZZ
@given(text=TEXT | near("https://portal.example:8443/c/green-valley"))
def test_an_address_has_one_did_or_none(text):
    did = tried(web.did_web, text)

    if did is not None:
        assert (
            web.did_web(web.web_address(did).removesuffix("/did.json").removesuffix("/.well-known"))
            == did
        )


@FUZZ
@given(value=ANYTHING)
def test_a_jwk_is_read_or_refused(value):
    whole = {"kty": "EC", "crv": "P-256", "x": value, "y": value}
    tried(PublicKey.from_jwk, whole)
    tried(PublicKey.from_jwk, {**whole, "kty": "OKP", "crv": "Ed25519"})
    tried(PublicKey.from_jwk, {**whole, "kty": value})
    tried(PublicKey.from_jwk, value if isinstance(value, dict) else {})


@FUZZ
@given(value=ANYTHING | near("2026-11-25T09:30:00.123+01:00"))
def test_a_time_has_a_zone_or_is_refused(value):
    moment = tried(parse_time, value)

    assert moment is None or moment.tzinfo is not None


@FUZZ
@given(data=some.binary(max_size=compact.MAX_BYTES + 5) | near(signed().hex()).map(from_hex))
def test_the_signed_half_of_a_code_is_read_or_refused(data):
    tried(compact.verify_compact, data, address=ADDRESS, resolve=WORLD.resolve, now=NOW)
    digits = tried(compact.to_digits, data)
    assert digits is None or compact.from_digits(digits) == data


@FUZZ
@given(text=TEXT | near("12345678901234567890"))
def test_digits_are_read_one_way_or_refused(text):
    data = tried(compact.from_digits, text)

    assert data is None or compact.to_digits(data) == text


@FUZZ
@given(text=TEXT | near(STATEMENT))
def test_a_statement_is_true_or_refused(text):
    payload = tried(jws.verify, text, typ=TYP, signer=HOME.did, resolve=WORLD.resolve, now=NOW)

    assert payload is None or text == STATEMENT
    tried(jws.signer_in, text)
    tried(presentation_in, text)


@FUZZ
@given(
    text=TEXT
    | near(LIST)
    | some.binary(max_size=60).map(lambda b: "u" + encoding.base64url_encode(b))
)
def test_a_list_is_unpacked_or_refused(text):
    bits = tried(status.decode, text)

    assert bits is None or status.MINIMUM <= len(bits) * 8 <= status.MAXIMUM


def test_what_takes_too_long_would_be_found():
    def think():
        begun = thread_time()
        while thread_time() < begun + 1.05 * SECONDS:
            pass

    in_time(lambda: None)()
    with pytest.raises(AssertionError, match="of the processor"):
        in_time(think)()


def test_a_refusal_with_strange_bytes_would_be_found():
    for code, sentence in (("bad_json", "This is not JSON: \0"), ("Bad code", "This is not JSON.")):
        with pytest.raises(AssertionError):
            check_refusal(EncodingError(code, sentence))
    try:
        try:
            int(NASTY[-1])
        except ValueError as error:
            raise EncodingError("bad_json", "This is not JSON.") from error
    except EncodingError as told:
        with pytest.raises(AssertionError):
            check_refusal(told)
