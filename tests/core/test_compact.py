"""The signed half in the QR: its size, its round trip, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import cbor2
import pytest
import qrcode
from hypothesis import given
from hypothesis import strategies as some

from credentials.core.compact import (
    CompactCard,
    from_digits,
    sign_compact,
    to_digits,
    verify_compact,
)
from credentials.core.definition import CLASSES
from credentials.core.errors import CoreError
from credentials.core.keys import P256Signer
from credentials.core.times import write_time
from tests.core.scene import DAY, NOW, World, green_valley, hillside

ADDRESS = "https://portal.example/v/K7Q2M9XD"
CARD = CompactCard(
    issuer="did:web:portal.example:c:green-valley",
    number="GV-004217",
    name="Amara O.",
    membership_class="consumer",
    valid_until=datetime(2027, 11, 25, 3, tzinfo=UTC),  # midnight in São Paulo
    position=70_001,
)


def signed(card=CARD, address=ADDRESS):
    return sign_compact(card, green_valley().signer, address=address)


def verify(data, address=ADDRESS, *coops):
    world = World(*(coops or (green_valley(),)))
    return verify_compact(data, address=address, resolve=world.resolve, now=NOW)


def test_a_card_comes_back_from_its_digits():
    assert verify(from_digits(to_digits(signed()))) == CARD


@pytest.mark.parametrize("word", ["revoked", "expires"])
def test_a_key_with_an_end_signs_until_then(word):
    coop = green_valley()
    document = {**coop.document}
    document["verificationMethod"] = [
        {**each, word: write_time(NOW + DAY)} for each in document["verificationMethod"]
    ]
    asked = {"address": ADDRESS, "resolve": lambda _did: document}

    assert verify_compact(signed(), **asked, now=NOW) == CARD
    with pytest.raises(CoreError, match="no key"):
        verify_compact(signed(), **asked, now=NOW + DAY)


@pytest.mark.clause("COSE section-4.4")
def test_it_is_a_cose_sign1_with_a_cwt():
    protected, unprotected, payload, signature = cbor2.loads(signed())

    assert cbor2.loads(protected) == {1: -8}
    assert unprotected == {}
    assert len(signature) == 64
    claims = cbor2.loads(payload)
    assert claims[1] == "c:green-valley"
    assert datetime.fromtimestamp(claims[4], UTC) == datetime(2027, 11, 25, 3, tzinfo=UTC)


def test_the_whole_qr_stays_small():
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(f"{ADDRESS}#{to_digits(signed())}")
    code.make()

    assert len(signed()) <= 130
    assert code.version <= 10


@given(
    card=some.builds(
        CompactCard,
        issuer=some.just(CARD.issuer),
        number=some.text(max_size=20),
        name=some.text(max_size=20),
        membership_class=some.sampled_from(CLASSES),
        valid_until=some.integers(0, 2**32).map(lambda end: datetime.fromtimestamp(end, UTC)),
        position=some.integers(0, 2**23),
    )
)
def test_any_card_comes_back(card):
    assert verify(from_digits(to_digits(signed(card)))) == card


def test_an_issuer_elsewhere_is_written_in_full():
    card = replace(CARD, issuer="did:web:other.example:c:green-valley")
    data = signed(card)

    assert b"did:web:other.example" in data
    with pytest.raises(CoreError) as refused:
        verify(data)
    assert refused.value.code == "unreachable"


@pytest.mark.clause("COSE section-4.4")
def test_no_changed_bit_is_accepted():
    data = signed()
    world = World(green_valley(), hillside())
    for place in range(len(data) * 8):
        changed = bytearray(data)
        changed[place // 8] ^= 1 << place % 8
        with pytest.raises(CoreError):
            verify_compact(bytes(changed), address=ADDRESS, resolve=world.resolve, now=NOW)


@given(data=some.binary(max_size=200))
def test_no_bytes_crash_it(data):
    with pytest.raises(CoreError):
        verify(data)


@pytest.mark.parametrize(
    "address",
    [
        "https://portal.example/v/K7Q2M9XE",
        "http://portal.example/v/K7Q2M9XD",
        "https://portal.example/v/K7Q2M9XD#",
        "https://other.example/v/K7Q2M9XD",
    ],
)
def test_it_holds_behind_no_other_address(address):
    with pytest.raises(CoreError):
        verify(signed(), address)


def _written(outer):
    return cbor2.dumps(outer, canonical=True)


PARTS = cbor2.loads(signed())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xd2" + signed(),
        signed() + b"\0",
        signed()[:-1],
        _written([cbor2.dumps({1: -7}), {}, PARTS[2], PARTS[3]]),
        _written([b"", {1: -8}, PARTS[2], PARTS[3]]),
        _written([PARTS[0], {4: b"key"}, PARTS[2], PARTS[3]]),
        _written([PARTS[0], {}, PARTS[2], PARTS[3], b""]),
        _written([PARTS[0], {}, cbor2.dumps({1: "c:green-valley"}), PARTS[3]]),
        _written([PARTS[0], {}, cbor2.dumps(cbor2.CBORTag(30, [1, 0])), PARTS[3]]),
        _written([PARTS[0], {}, cbor2.dumps(cbor2.CBORTag(35, "(")), PARTS[3]]),
        b"\x9f" + signed()[1:] + b"\xff",
        b"\x84" + b"\x9b" + b"\xff" * 8,
        b"\x81" * 400,
    ],
)
def test_other_forms_are_refused(data):
    with pytest.raises(CoreError) as refused:
        verify(data)
    assert refused.value.code == "bad_compact"


@pytest.mark.parametrize(
    "text", ["", "0", "0123", "12a", "\uff11\uff12", "-1", "1.0", "9" * 5000, " 12"]
)
def test_other_texts_are_no_digits(text):
    with pytest.raises(CoreError) as refused:
        from_digits(text)
    assert refused.value.code == "bad_compact"


@pytest.mark.parametrize(
    "card",
    [
        replace(CARD, membership_class="owner"),
        replace(CARD, position=-1),
        replace(CARD, name="A" * 400),
    ],
)
def test_what_does_not_fit_is_not_signed(card):
    with pytest.raises(CoreError) as refused:
        signed(card)
    assert refused.value.code == "bad_compact"


def test_only_ed25519_signs_it():
    with pytest.raises(CoreError) as refused:
        sign_compact(CARD, P256Signer(b"p" * 32, "did:example:a#p"), address=ADDRESS)
    assert refused.value.code == "wrong_key_type"


def test_another_coops_key_is_not_accepted():
    data = sign_compact(CARD, hillside().signer, address=ADDRESS)

    with pytest.raises(CoreError) as refused:
        verify(data, ADDRESS, green_valley(), hillside())
    assert refused.value.code == "bad_signature"


def test_its_last_day_counts_to_the_end():
    assert not CARD.is_over(datetime(2027, 11, 25, 2, 59, tzinfo=UTC))
    assert CARD.is_over(datetime(2027, 11, 25, 3, tzinfo=UTC))
