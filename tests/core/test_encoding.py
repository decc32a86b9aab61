"""Texts and bytes: what is written is read back, and there is one way to write it."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from credentials.core.canonical import jcs
from credentials.core.encoding import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_INTEGER,
    base58_decode,
    base58_encode,
    base64url_decode,
    base64url_encode,
    check_json,
    multibase_decode,
    parse_json,
)
from credentials.core.errors import CoreError, EncodingError

TEXT = some.text(some.characters(exclude_categories=["Cs"]), max_size=12)
JSON = some.recursive(
    some.none()
    | some.booleans()
    | some.integers(-MAX_INTEGER, MAX_INTEGER)
    | some.floats(-MAX_INTEGER, MAX_INTEGER)
    | TEXT,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.clause("CID multibase-0")
@given(data=some.binary(max_size=200))
def test_bytes_come_back_from_every_base(data):
    assert base64url_decode(base64url_encode(data)) == data
    assert base58_decode(base58_encode(data)) == data
    assert multibase_decode("z" + base58_encode(data)) == data
    assert multibase_decode("u" + base64url_encode(data)) == data


@given(text=some.text(max_size=40))
def test_a_text_is_refused_or_the_only_way_to_write_its_bytes(text):
    for read, write in ((base64url_decode, base64url_encode), (base58_decode, base58_encode)):
        try:
            data = read(text)
        except EncodingError:
            continue
        assert write(data) == text


@pytest.mark.clause("JCS section-3.2")
@given(value=JSON)
def test_json_comes_back_and_its_canonical_form_stands_still(value):
    once = jcs.canonicalize(value)

    check_json(value)
    assert parse_json(json.dumps(value)) == value
    assert jcs.canonicalize(parse_json(once)) == once
    assert once == rfc8785.dumps(value)


@given(data=some.binary(max_size=100) | some.text(max_size=100))
def test_nothing_but_our_own_refusals(data):
    with suppress(CoreError):
        check_json(parse_json(data))


@pytest.mark.clause("JSON section-4", "I-JSON section-2.2")
@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1, "a": 1}', "duplicate_name"),
        ('{"a": 1, "\\u0061": 2}', "duplicate_name"),
        ('[{"b": {"a": 1, "c": 2, "a": 1}}]', "duplicate_name"),
        ("[Infinity]", "bad_number"),
        ("[-Infinity]", "bad_number"),
        ("-" + str(MAX_INTEGER + 1), "bad_number"),
        ('["\\udc00\\ud800"]', "lone_surrogate"),
        ("\ufeff{}", "bad_json"),
        (b"\xef\xbb\xbf{}", "bad_json"),
        ("{}".encode("utf-16"), "not_utf8"),
        (b"\xed\xa0\x80", "not_utf8"),
        (b'"\xc0\xaf"', "not_utf8"),
        ("[01]", "bad_json"),
        ("[+1]", "bad_json"),
        ("[.5]", "bad_json"),
        ("[\u0661]", "bad_json"),
        ("{'a': 1}", "bad_json"),
        ('"\n"', "bad_json"),
        ("{} {}", "bad_json"),
        ("\xa0{}", "bad_json"),
        ("", "bad_json"),
        ("[NaN]", "bad_number"),
        ("[1e999]", "bad_number"),
        (str(MAX_INTEGER + 1), "bad_number"),
        ("9" * 5000, "bad_number"),
        ('"\\ud800"', "lone_surrogate"),
        ('{"\\udfff": 1}', "lone_surrogate"),
        ("[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2), "too_deep"),
        ("[" * 100_000, "too_deep"),
        ("[1,]", "bad_json"),
        (b"\xff", "not_utf8"),
        (" " * 300_000, "too_large"),
    ],
)
def test_what_is_read_differently_elsewhere_is_refused(text, code):
    with pytest.raises(EncodingError) as refused:
        parse_json(text)

    assert refused.value.code == code


def test_what_is_just_within_the_bounds_is_read():
    deepest = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
    longest = json.dumps("x" * (MAX_BYTES - 2))

    assert parse_json(deepest)
    assert parse_json(f"[{MAX_INTEGER}, -{MAX_INTEGER}]") == [MAX_INTEGER, -MAX_INTEGER]
    assert parse_json('"\\ud83d\\udc69"') == "\U0001f469"
    assert len(parse_json(longest)) == MAX_BYTES - 2
    for beyond in (f"[{deepest}]", longest + " "):
        with pytest.raises(EncodingError):
            parse_json(beyond)


def test_a_text_is_measured_in_bytes():
    with pytest.raises(EncodingError) as refused:
        parse_json(json.dumps("\u00e9" * (MAX_BYTES // 2), ensure_ascii=False))
    assert refused.value.code == "too_large"
