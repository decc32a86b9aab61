"""Status lists: bits, bounds, positions."""

from __future__ import annotations

import gzip
import json
import zlib
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as some

from credentials.core.encoding import base64url_encode
from credentials.core.errors import CoreError
from credentials.core.status import (
    MAXIMUM,
    MINIMUM,
    StatusEntry,
    build_status_list,
    decode,
    encode,
    is_set,
    permute,
    read_status_list,
    set_in,
)
from tests.core.scene import DAY, NOW

KEY = b"k" * 32


def packed(bits: bytes) -> str:
    return "u" + base64url_encode(gzip.compress(bits, mtime=0))


@pytest.mark.clause("BSL bitstring-generation-algorithm", "BSL bitstring-expansion-algorithm")
@given(positions=some.sets(some.integers(0, MINIMUM - 1), max_size=50))
def test_the_bits_come_back(positions):
    bits = decode(encode(positions, MINIMUM))

    assert len(bits) == MINIMUM // 8
    assert sum(byte.bit_count() for byte in bits) == len(positions)
    assert all(is_set(bits, position) for position in positions)


@pytest.mark.clause("BSL bitstring-generation-algorithm")
def test_the_first_position_is_the_leftmost_bit():
    assert decode(encode([0], MINIMUM))[0] == 0b1000_0000
    assert decode(encode([MINIMUM - 1], MINIMUM))[-1] == 1


def test_the_largest_list_comes_back():
    positions = [0, *range(5, MAXIMUM, 4099), MAXIMUM - 1]
    bits = decode(encode(positions, MAXIMUM))

    assert len(bits) == MAXIMUM // 8 == 2 * 2**20
    assert list(set_in(bits)) == positions


def test_the_same_bits_give_the_same_text():
    assert encode([5, 9], MINIMUM) == encode(iter([9, 5, 5]), MINIMUM)


@pytest.mark.parametrize(
    ("positions", "size", "code"),
    [
        ([MINIMUM], MINIMUM, "out_of_range"),
        ([-1], MINIMUM, "out_of_range"),
        ([], MINIMUM - 8, "bad_size"),
        ([], MINIMUM + 4, "bad_size"),
        ([], MAXIMUM + 8, "bad_size"),
    ],
)
def test_a_list_that_would_hide_nobody_is_not_made(positions, size, code):
    with pytest.raises(CoreError) as refused:
        encode(positions, size)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("encoded", "code"),
    [
        ("", "bad_list"),
        ("u", "bad_list"),
        ("zabc", "bad_list"),
        ("u!!", "bad_list"),
        (encode([], MINIMUM)[1:], "bad_list"),
        (encode([], MINIMUM)[:-8], "bad_list"),
        ("u" + base64url_encode(zlib.compress(bytes(MINIMUM // 8))), "bad_list"),
        ("u" + base64url_encode(gzip.compress(bytes(MINIMUM // 8), mtime=0) * 2), "bad_list"),
        ("u" + base64url_encode(gzip.compress(bytes(MINIMUM // 8), mtime=0) + b"more"), "bad_list"),
        (packed(bytes(MINIMUM // 8 - 1)), "list_too_short"),
        (packed(b""), "list_too_short"),
        (packed(bytes(MAXIMUM // 8 + 1)), "list_too_long"),
    ],
)
def test_other_texts_are_no_list(encoded, code):
    with pytest.raises(CoreError) as refused:
        decode(encoded)
    assert refused.value.code == code


@pytest.mark.clause("BSL bitstring-expansion-algorithm")
def test_a_bomb_is_not_unpacked():
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(400)) + packer.flush()

    with pytest.raises(CoreError) as refused:
        decode("u" + base64url_encode(bomb))

    assert len(bomb) < 500_000
    assert refused.value.code == "list_too_long"


@pytest.mark.parametrize("index", [-1, MINIMUM, 10**9])
def test_a_position_outside_has_no_bit(index):
    with pytest.raises(CoreError) as refused:
        is_set(decode(encode([], MINIMUM)), index)
    assert refused.value.code == "out_of_range"


@pytest.mark.parametrize("size", [1, 2, 3, 64, 1000, 4099, MINIMUM])
def test_every_counter_has_a_position_of_its_own(size):
    places = [permute(counter, size=size, key=KEY) for counter in range(size)]

    assert sorted(places) == list(range(size))


@given(size=some.integers(1, 400), key=some.binary(min_size=16, max_size=64))
def test_the_order_is_a_permutation_for_any_key(size, key):
    assert {permute(counter, size=size, key=key) for counter in range(size)} == set(range(size))


def test_neighbours_in_time_are_no_neighbours_in_the_list():
    places = [permute(counter, size=MINIMUM, key=KEY) for counter in range(1000)]
    others = [permute(counter, size=MINIMUM, key=b"o" * 32) for counter in range(1000)]
    near = sum(abs(a - b) < 100 for a, b in pairwise(places))

    assert near < 10
    assert sum(a == b for a, b in zip(places, others, strict=True)) < 5
    assert places != sorted(places)


@pytest.mark.parametrize(
    ("counter", "key", "code"),
    [
        (MINIMUM, KEY, "list_full"),
        (-1, KEY, "list_full"),
        (0, b"short", "bad_permutation_key"),
        (0, b"k" * 65, "bad_permutation_key"),
    ],
)
def test_beyond_the_list_there_is_no_position(counter, key, code):
    with pytest.raises(CoreError) as refused:
        permute(counter, size=MINIMUM, key=key)
    assert refused.value.code == code


def entry(**changed):
    good = StatusEntry("revocation", "https://portal.example/l", 7).to_json()
    return {name: value for name, value in (good | changed).items() if value is not None}


def test_an_entry_comes_back():
    assert StatusEntry.from_json(entry()) == StatusEntry(
        "revocation", "https://portal.example/l", 7
    )
    assert StatusEntry.from_json(entry(id="https://portal.example/l#7", statusSize=1))


@pytest.mark.clause("BSL bitstringstatuslistentry")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"type": "StatusList2021Entry"}, "unknown_status_type"),
        ({"type": ["BitstringStatusListEntry"]}, "unknown_status_type"),
        ({"type": None}, "unknown_status_type"),
        ({"statusPurpose": 7}, "bad_status_entry"),
        ({"statusPurpose": None}, "bad_status_entry"),
        ({"statusListIndex": 7}, "bad_status_entry"),
        ({"statusListIndex": "-7"}, "bad_status_entry"),
        ({"statusListIndex": "7.0"}, "bad_status_entry"),
        ({"statusListIndex": "\u0667"}, "bad_status_entry"),
        ({"statusListIndex": ""}, "bad_status_entry"),
        ({"statusListIndex": "9" * 40}, "bad_status_entry"),
        ({"statusListCredential": None}, "bad_status_entry"),
        ({"statusListCredential": {"id": "https://portal.example/l"}}, "bad_status_entry"),
        ({"statusSize": 2}, "bad_status_entry"),
        ({"id": "https://portal.example/l"}, "bad_status_entry"),
    ],
)
def test_other_entries_are_refused(changed, code):
    with pytest.raises(CoreError) as refused:
        StatusEntry.from_json(entry(**changed))
    assert refused.value.code == code


def published(**changed):
    return build_status_list(
        url="https://portal.example/l",
        issuer="did:web:portal.example:c:gv",
        purpose="revocation",
        positions=[7],
        size=MINIMUM,
        valid_from=NOW - DAY,
        valid_until=NOW + DAY,
    ) | changed  # fmt: skip


def read(document, **changed):
    asked = {
        "url": "https://portal.example/l",
        "issuer": "did:web:portal.example:c:gv",
        "purpose": "revocation",
        "now": NOW,
    }
    return read_status_list(document, **asked | changed)


@pytest.mark.clause("BSL bitstringstatuslistcredential")
def test_a_published_list_is_read():
    assert is_set(read(published()), 7)
    assert is_set(read(published(issuer={"id": "did:web:portal.example:c:gv"})), 7)


@pytest.mark.clause("BSL bitstringstatuslistcredential", "BSL validate-algorithm")
@pytest.mark.parametrize(
    ("document", "asked", "code"),
    [
        (published(type=["VerifiableCredential"]), {}, "bad_list"),
        (published(type="BitstringStatusListCredential"), {}, "bad_list"),
        (published(credentialSubject=[]), {}, "bad_list"),
        (published(credentialSubject={"type": "BitstringStatusList"}), {}, "bad_list"),
        (published(credentialSubject={"encodedList": "u"}), {}, "bad_list"),
        (published(id="https://portal.example/m"), {}, "wrong_list"),
        (published(), {"url": "https://portal.example/m"}, "wrong_list"),
        (published(issuer="did:web:other.example"), {}, "wrong_issuer"),
        (published(issuer={"name": "Nobody"}), {}, "wrong_issuer"),
        (published(), {"issuer": "did:web:other.example"}, "wrong_issuer"),
        (published(), {"purpose": "suspension"}, "wrong_purpose"),
        (published(), {"now": NOW + DAY}, "list_expired"),
        (published(), {"now": NOW - timedelta(days=2)}, "list_not_yet_valid"),
        (published(validUntil="tomorrow"), {}, "bad_list"),
        (published(validFrom=7), {}, "bad_list"),
    ],
)
def test_another_list_is_refused(document, asked, code):
    with pytest.raises(CoreError) as refused:
        read(document, **asked)
    assert refused.value.code == code


def test_a_purpose_nobody_knows_is_not_published():
    with pytest.raises(CoreError) as refused:
        build_status_list(
            url="https://portal.example/l", issuer="did:web:a", purpose="mood", positions=[],
            size=MINIMUM, valid_from=NOW, valid_until=NOW + DAY,
        )  # fmt: skip
    assert refused.value.code == "unknown_purpose"


VECTORS = Path(settings.VECTORS_DIR) / "bitstring-status-list"


@pytest.mark.vectors
@pytest.mark.skipif(not VECTORS.is_dir(), reason="VECTORS_DIR is absent")
def test_lists_made_elsewhere_are_read():
    made = json.loads(
        (VECTORS / "generated-digitalbazaar-vc-bitstring-status-list-2.0.1.json").read_text()
    )["vectors"]
    spec = json.loads((VECTORS / "spec-examples.json").read_text())["vectors"]

    for vector in made + spec:
        bits = decode(vector["encodedList"])
        assert bits == decode(encode(vector["set"], MINIMUM))
    assert len(made) == 7
