"""What a proof says of itself: each member in its one form, and nothing that the signature does not cover."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from credentials.core.data_integrity.proof import SUITES, Expected, add_proof, verify_proof
from credentials.core.did.key import resolve_key
from credentials.core.encoding import base58_decode, base58_encode
from credentials.core.errors import CoreError
from credentials.core.keys import P256Signer
from credentials.core.times import LEEWAY, parse_time, write_time
from tests.core.scene import DAY, NOW, green_valley
from tests.core.signing import ANNE, BOB, suite

HOME = green_valley()
SECOND = timedelta(seconds=1)


def made(signer=ANNE, kind="rdfc", **options):
    values = {"created": NOW, "cryptosuite": suite(signer, kind)}
    return add_proof(HOME.unsigned_card(), signer, **values | options)


def refusal(document, **expected):
    try:
        verify_proof(document, resolve=resolve_key, now=NOW, expected=Expected(**expected))
    except CoreError as error:
        return error.code
    return ""


@pytest.mark.clause(
    "VC-DI add-proof",
    "VC-DI verify-proof",
    "EDDSA eddsa-rdfc-2022",
    "EDDSA eddsa-jcs-2022",
    "ECDSA ecdsa-rdfc-2019",
    "ECDSA ecdsa-jcs-2019",
)
@pytest.mark.parametrize("signer", [ANNE, BOB])
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_every_suite_signs_and_verifies(signer, kind):
    document = made(signer, kind)

    assert refusal(document) == ""
    assert document == made(signer, kind)
    assert len(base58_decode(document["proof"]["proofValue"][1:])) == 64
    assert refusal({**document, "id": "urn:uuid:6f6a9e9a-3c50-4c1c-9d58-0d1f1c2a3b4d"}) == (
        "bad_signature"
    )


@pytest.mark.clause("ECDSA ecdsa-rdfc-2019", "ECDSA ecdsa-jcs-2019")
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_the_halves_of_a_p256_signature_stand_side_by_side(kind):
    document = made(BOB, kind)
    signature = base58_decode(document["proof"]["proofValue"][1:])
    swapped = signature[32:] + signature[:32]
    document["proof"]["proofValue"] = "z" + base58_encode(swapped)

    assert refusal(document) == "bad_signature"


@pytest.mark.parametrize("length", [0, 1, 63, 65, 70, 96, 128])
def test_a_p256_signature_of_another_length_is_false(length):
    document = made(BOB)
    document["proof"]["proofValue"] = "z" + base58_encode(b"\x30" * length)

    assert refusal(document) == "bad_signature"


DOMAINS = [
    ("a.example", "a.example", ""),
    ("a.example", ["a.example"], ""),
    (["a.example"], "a.example", ""),
    (["a.example", "b.example"], ["b.example", "a.example"], ""),
    (["a.example", "b.example"], "a.example", "wrong_domain"),
    ("a.example", ["a.example", "b.example"], "wrong_domain"),
    ("a.example", "b.example", "wrong_domain"),
    (None, "a.example", "wrong_domain"),
    ("a.example", None, ""),
]


@pytest.mark.clause("VC-DI proofs", "VC-DI verify-proof")
@pytest.mark.parametrize(("given", "asked", "code"), DOMAINS)
def test_domains_are_compared_as_sets(given, asked, code):
    document = made(expected=Expected(domain=given, challenge="c"))

    assert refusal(document, domain=asked, challenge="c") == code


def test_no_domain_is_asked_for_with_an_empty_list():
    assert refusal(made(), domain=[]) == "wrong_domain"


@pytest.mark.clause("VC-DI proofs", "VC-DI verify-proof")
@pytest.mark.parametrize(
    ("given", "asked", "code"),
    [("c", "c", ""), ("c", "d", "wrong_challenge"), (None, "c", "wrong_challenge")],
)
def test_a_challenge_is_the_same_or_refused(given, asked, code):
    assert refusal(made(expected=Expected(challenge=given)), challenge=asked) == code


TIMES = {
    "now": ({}, ""),
    "within the leeway": ({"created": NOW + LEEWAY}, ""),
    "in the future": ({"created": NOW + LEEWAY + SECOND}, "proof_from_the_future"),
    "long ago": ({"created": NOW - 4000 * DAY}, ""),
    "ends in a second": ({"expires": NOW + SECOND}, ""),
    "ends now": ({"expires": NOW}, "proof_expired"),
}


@pytest.mark.clause("VC-DI proofs")
@pytest.mark.parametrize("name", TIMES)
def test_a_proof_holds_within_its_times(name):
    options, code = TIMES[name]

    assert refusal(made(**options)) == code


BAD_TIMES = [
    "",
    "today",
    "2026-11-25",
    "2026-11-25T09:30:00",
    "2026-11-25 09:30:00Z",
    "2026-11-25T09:30Z",
    "2026-11-25T09:30:00z",
    "2026-11-25T09:30:00+1:00",
    "2026-11-25T09:30:00+15:00",
    "2026-11-25T09:30:00+14:01",
    "2026-11-25T09:30:00+00:60",
    "2026-11-25T24:00:01Z",
    "2026-11-25T09:60:00Z",
    "2026-11-25T09:30:60Z",
    "2026-02-30T09:30:00Z",
    "2026-11-25T09:30:00.Z",
    "+2026-11-25T09:30:00Z",
    "12026-11-25T09:30:00Z",
    "2026-11-25T09:30:00Z\n",
    "٢٠٢٦-11-25T09:30:00Z",
    {"@value": "2026-11-25T09:30:00Z"},
    ["2026-11-25T09:30:00Z"],
    1_795_599_000,
    None,
]


@pytest.mark.clause("VC-DI proofs", "VCDM representing-time")
@pytest.mark.parametrize("time", BAD_TIMES, ids=repr)
@pytest.mark.parametrize("member", ["created", "expires"])
def test_a_badly_written_time_is_refused(member, time):
    document = made()
    document["proof"][member] = time

    assert refusal(document) == "bad_proof"


@pytest.mark.clause("VCDM representing-time")
@pytest.mark.parametrize(
    "time",
    [
        "2026-11-25T09:30:00Z",
        "2026-11-25T23:30:00+14:00",
        "2026-11-24T19:30:00-14:00",
        "2026-11-25T09:30:00.000Z",
        "2026-11-25T09:30:00.000000000Z",
        "2026-11-25T10:30:00+01:00",
    ],
)
def test_one_moment_may_be_written_in_several_ways(time):
    assert parse_time(time) == NOW


def test_a_moment_without_a_zone_is_not_written():
    with pytest.raises(CoreError) as refused:
        made(created=NOW.replace(tzinfo=None))
    assert refused.value.code == "bad_time"


@pytest.mark.clause("VC-DI proofs")
@pytest.mark.parametrize("change", ["cryptosuite", "verificationMethod", "created"])
def test_a_proof_without_what_it_must_have(change):
    document = made()
    del document["proof"][change]

    assert (
        refusal(document)
        == {
            "cryptosuite": "unknown_cryptosuite",
            "verificationMethod": "bad_proof",
            "created": "bad_signature",
        }[change]
    )


def test_a_proof_needs_no_time():
    """It is optional (VC-DI §2.1), and others leave it out."""
    document = made()
    options = {k: v for k, v in document["proof"].items() if k not in {"created", "proofValue"}}
    bare = {k: v for k, v in document.items() if k != "proof"}
    signature = ANNE.sign(SUITES["eddsa-rdfc-2022"].hash_data(bare, options))
    options["proofValue"] = "z" + base58_encode(signature)

    assert refusal({**bare, "proof": options}) == ""


@pytest.mark.parametrize("options", [{"proof_id": "not a url"}, {"expected": Expected(domain=[])}])
def test_what_no_proof_may_say_is_not_signed(options):
    with pytest.raises(CoreError) as refused:
        made(**options)
    assert refused.value.code == "bad_proof"


def test_a_key_of_another_kind_signs_nothing():
    with pytest.raises(CoreError) as refused:
        made(BOB, cryptosuite="eddsa-jcs-2022")
    assert refused.value.code == "wrong_key_type"


@pytest.mark.clause("VC-DI proofs")
@pytest.mark.parametrize("suite_name", ["ecdsa-sd-2023", "bbs-2023", "eddsa-2022", ""])
def test_a_suite_that_is_not_known_is_refused_by_name(suite_name):
    document = made()
    document["proof"]["cryptosuite"] = suite_name

    assert refusal(document) == "unknown_cryptosuite"


def test_a_signature_moved_to_another_card_is_false():
    other = deepcopy(made())
    other["proof"] = add_proof(HOME.unsigned_card(number="GV-1"), ANNE, created=NOW)["proof"]

    assert refusal(other) == "bad_signature"


def test_a_signer_whose_key_has_gone_to_another_is_refused():
    thief = P256Signer(b"t" * 32, BOB.verification_method)

    assert refusal(made(thief)) == "bad_signature"
    assert write_time(NOW) in str(made(BOB)["proof"])
