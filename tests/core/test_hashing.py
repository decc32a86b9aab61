"""What is signed: the hash of the options and that of the document, remembered or not."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.core.canonical import shapes
from credentials.core.data_integrity import hashing
from credentials.core.errors import CanonicalError
from tests.core.scene import green_valley

CARD = green_valley().card()
UNSIGNED = {name: item for name, item in CARD.items() if name != "proof"}
OPTIONS = {name: item for name, item in CARD["proof"].items() if name != "proofValue"}


def generally(document, options):
    parts = ({**options, "@context": document["@context"]}, document)
    return b"".join(hashlib.sha256(shapes.canonicalize_generally(part)).digest() for part in parts)


@pytest.fixture(autouse=True)
def _forgotten():
    hashing._LAST.clear()
    yield
    hashing._LAST.clear()


def test_options_that_come_again_have_the_same_hash():
    later = {**OPTIONS, "created": "2026-11-25T09:30:01Z"}
    for options in (OPTIONS, OPTIONS, later, later, OPTIONS):
        assert hashing.hash_by_rdfc(UNSIGNED, options) == generally(UNSIGNED, options)

    assert len(hashing._LAST) == 1


def test_options_that_change_afterwards_are_others():
    options = dict(OPTIONS)
    hashing.hash_by_rdfc(UNSIGNED, options)
    options["created"] = "2026-11-25T09:30:01Z"

    assert hashing.hash_by_rdfc(UNSIGNED, options) == generally(UNSIGNED, options)


@given(
    st.datetimes().map(lambda m: f"{m:%Y-%m-%dT%H:%M:%SZ}"),
    st.sampled_from([{}, {"domain": "2026-11-25T09:30:00Z"}, {"challenge": '_:c14n0 "x" .\n'}]),
)
def test_another_moment_stands_where_the_first_one_stood(moment, more):
    options = {**OPTIONS, **more}
    for created in (OPTIONS["created"], OPTIONS["created"], OPTIONS["created"], moment):
        told = {**options, "created": created}
        assert hashing.hash_by_rdfc(UNSIGNED, told) == generally(UNSIGNED, told)


@pytest.mark.parametrize(
    "moment", ["2026-11-25T09:30:00+01:00", "", "2026-11-25T09:30:00Z\n", 5, ["x"]]
)
def test_what_is_no_plain_moment_goes_the_other_way(moment):
    for created in (OPTIONS["created"],) * 3:
        hashing.hash_by_rdfc(UNSIGNED, {**OPTIONS, "created": created})
    told = {**OPTIONS, "created": moment}

    assert hashing.hash_by_rdfc(UNSIGNED, told) == generally(UNSIGNED, told)


def test_options_in_other_contexts_are_others():
    def signed_in(meaning):
        contexts = [UNSIGNED["@context"][0], {"remark": meaning}]
        return {"@context": contexts, "type": ["VerifiableCredential"], "issuer": "did:web:x"}

    documents = [signed_in(f"https://{name}.example/remark") for name in ("one", "other")]
    options = {**OPTIONS, "remark": "x"}

    found = [hashing.hash_by_rdfc(document, options) for document in documents]

    assert found[0] != found[1]
    assert found == [generally(document, options) for document in documents]


def test_what_is_refused_or_no_text_or_long_is_not_remembered():
    with pytest.raises(CanonicalError):
        hashing.hash_by_rdfc(UNSIGNED, {**OPTIONS, "unknown": "x"})
    hashing.hash_by_rdfc(UNSIGNED, {**OPTIONS, "domain": ["a", "b"]})
    hashing.hash_by_rdfc(UNSIGNED, {**OPTIONS, "challenge": "x" * 3000})

    assert hashing._LAST == {}


def test_few_are_remembered(monkeypatch):
    monkeypatch.setattr(hashing, "_MAX_KEPT", 3)
    for key in range(6):
        named = {**OPTIONS, "verificationMethod": f"{OPTIONS['verificationMethod']}{key}"}
        hashing.hash_by_rdfc(UNSIGNED, named)

    assert len(hashing._LAST) == 3
