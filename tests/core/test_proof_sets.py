"""Several proofs on one document: sets, chains, and what becomes of each."""

from __future__ import annotations

from copy import deepcopy

import pytest

from credentials.core.data_integrity.chain import MOST_PROOFS, order_of
from credentials.core.data_integrity.proof import (
    SUITES,
    Expected,
    add_proof,
    append_proof,
    verify_proof,
    verify_proofs,
)
from credentials.core.did.key import resolve_key
from credentials.core.encoding import base58_encode
from credentials.core.errors import CoreError, ProofError
from credentials.core.keys import P256Signer
from credentials.core.verification import GENERAL, PASSED, RECOGNITION
from tests.core.scene import NOW, World, green_valley, hillside, told
from tests.core.signing import ANNE, BOB, FIRST, SECOND, THIRD, signed, suite, verified

HOME, OTHER = green_valley(), hillside()


def codes(outcomes):
    return [outcome.error.code if outcome.error else "ok" for outcome in outcomes]


@pytest.mark.clause("VC-DI proof-sets", "VC-DI verify-proof-sets-and-chains")
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_a_set_tells_of_each_proof_who_made_it(kind):
    document = signed((ANNE, "", ()), (BOB, "", ()), kind=kind)

    outcomes = verified(document)

    assert codes(outcomes) == ["ok", "ok"]
    assert [outcome.signer for outcome in outcomes] == [
        ANNE.verification_method.partition("#")[0],
        BOB.verification_method.partition("#")[0],
    ]
    assert [outcome.cryptosuite for outcome in outcomes] == [suite(ANNE, kind), suite(BOB, kind)]


@pytest.mark.clause("VC-DI verify-proof-sets-and-chains")
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_a_false_proof_in_a_set_is_told_beside_a_true_one(kind):
    document = signed((ANNE, "", ()), (BOB, "", ()), kind=kind)
    document["proof"][1]["nonce"] = "added"

    assert codes(verified(document)) == ["ok", "bad_signature"]
    with pytest.raises(ProofError) as refused:
        verify_proof(document, resolve=resolve_key, now=NOW)
    assert refused.value.code == "bad_signature"


def test_proofs_of_several_are_not_passed_for_one_signer():
    document = signed((ANNE, "", ()), (BOB, "", ()))

    with pytest.raises(ProofError) as refused:
        verify_proof(document, resolve=resolve_key, now=NOW)
    assert refused.value.code == "several_signers"


def test_the_same_signer_may_sign_with_two_keys():
    both = P256Signer(b"q" * 32, f"{HOME.did}#second")
    document = append_proof(HOME.card(), both, created=NOW, cryptosuite="ecdsa-rdfc-2019")
    world = World(HOME)
    method = {
        "id": both.verification_method,
        "type": "Multikey",
        "controller": HOME.did,
        "publicKeyMultibase": both.public_key.to_multikey(),
    }
    world.documents[HOME.did]["verificationMethod"].append(method)
    world.documents[HOME.did]["assertionMethod"].append(method["id"])

    assert verify_proof(document, resolve=world.resolve, now=NOW) == HOME.did
    assert world.verify(document, policy=GENERAL).ok
    assert told(world.verify(document, policy=RECOGNITION))["form"] == "not_membership"


@pytest.mark.clause("VC-DI proof-chains", "VC-DI add-proof-set-chain")
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_a_chain_covers_the_proofs_that_it_rests_on(kind):
    document = signed(
        (ANNE, FIRST, ()), (BOB, SECOND, [FIRST]), (ANNE, THIRD, [FIRST, SECOND]), kind=kind
    )
    assert codes(verified(document)) == ["ok", "ok", "ok"]
    assert document["proof"][1]["previousProof"] == FIRST
    assert document["proof"][2]["previousProof"] == [FIRST, SECOND]

    for place in (0, 1):
        exchanged = deepcopy(document)
        again = exchanged["proof"][place]
        del again["proofValue"]
        signer = (ANNE, BOB)[place]
        bare = {k: v for k, v in document.items() if k != "proof"}
        again["nonce"] = "again"
        over = {**bare, "proof": [document["proof"][0]]} if place else bare
        data = SUITES[again["cryptosuite"]].hash_data(over, again)
        again["proofValue"] = "z" + base58_encode(signer.sign(data))
        found = codes(verified(exchanged))
        assert found[place] == "ok"
        assert found[place + 1] == "bad_signature"
        assert found[2] in {"bad_signature", "previous_proof_failed"}


@pytest.mark.clause("VC-DI proof-chains", "VC-DI verify-proof-sets-and-chains")
def test_a_chain_falls_with_the_proof_that_it_rests_on():
    document = signed((ANNE, FIRST, ()), (BOB, SECOND, [FIRST]), (ANNE, "", [SECOND]))
    expected = Expected()
    document["proof"][0]["proofPurpose"] = "authentication"

    outcomes = verified(document, expected=expected)

    assert codes(outcomes) == ["wrong_purpose", "bad_signature", "previous_proof_failed"]
    assert [outcome.signer for outcome in outcomes] == ["", "", ""]


def test_an_expired_proof_takes_those_with_it_that_rest_on_it():
    first = add_proof(HOME.unsigned_card(), ANNE, created=NOW, expires=NOW, proof_id=FIRST)
    document = append_proof(
        first, BOB, created=NOW, cryptosuite="ecdsa-rdfc-2019", previous=[FIRST]
    )

    assert codes(verified(document)) == ["proof_expired", "previous_proof_failed"]


@pytest.mark.clause("VC-DI proof-chains")
def test_a_set_loses_a_proof_without_a_trace_and_a_chain_does_not():
    free = signed((ANNE, FIRST, ()), (BOB, SECOND, ()))
    bound = signed((ANNE, FIRST, ()), (BOB, SECOND, [FIRST]))
    for document in (free, bound):
        del document["proof"][0]

    assert codes(verified(free)) == ["ok"]
    with pytest.raises(ProofError) as refused:
        verified(bound)
    assert refused.value.code == "missing_previous_proof"


def test_the_order_of_a_set_says_nothing():
    document = signed((ANNE, FIRST, ()), (BOB, SECOND, [FIRST]))
    document["proof"].reverse()

    assert codes(verified(document)) == ["ok", "ok"]


def with_proofs(*changes):
    """A chain of two with a change to each."""
    document = signed((ANNE, FIRST, ()), (BOB, SECOND, [FIRST]))
    for proof, change in zip(document["proof"], changes, strict=True):
        proof.update(change)
    return document


BROKEN = {
    "a proof that is missing": ([{}, {"previousProof": THIRD}], "missing_previous_proof"),
    "one of two that is missing": (
        [{}, {"previousProof": [FIRST, THIRD]}],
        "missing_previous_proof",
    ),
    "itself": ([{}, {"previousProof": SECOND}], "cyclic_proofs"),
    "one another": ([{"previousProof": SECOND}, {}], "cyclic_proofs"),
    "one identifier for two": ([{}, {"id": FIRST}], "duplicate_proof"),
    "no identifier": ([{"id": "first"}, {}], "bad_proof"),
    "an identifier as an object": ([{"id": {"id": FIRST}}, {}], "bad_proof"),
    "nothing before": ([{}, {"previousProof": []}], "bad_proof"),
    "no text before": ([{}, {"previousProof": ""}], "bad_proof"),
    "an object before": ([{}, {"previousProof": {"id": FIRST}}], "bad_proof"),
    "objects before": ([{}, {"previousProof": [{"id": FIRST}]}], "bad_proof"),
    "one twice before": ([{}, {"previousProof": [FIRST, FIRST]}], "bad_proof"),
    "another kind of proof": ([{"type": "Ed25519Signature2020"}, {}], "unknown_proof_type"),
}


@pytest.mark.clause("VC-DI proof-sets", "VC-DI proof-chains")
@pytest.mark.parametrize("name", BROKEN)
def test_a_set_that_is_none(name):
    changes, code = BROKEN[name]

    with pytest.raises(ProofError) as refused:
        verified(with_proofs(*changes))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("proofs", "code"),
    [
        ([], "no_proof"),
        ([None], "no_proof"),
        (["signed"], "bad_proof"),
        ([[{}]], "bad_proof"),
        ([HOME.card()["proof"]] * (MOST_PROOFS + 1), "too_many_proofs"),
    ],
)
def test_what_is_no_set_asks_nobody(proofs, code):
    world = World(HOME)

    with pytest.raises(ProofError) as refused:
        verify_proofs({**HOME.card(), "proof": proofs}, resolve=world.resolve, now=NOW)
    assert refused.value.code == code
    assert world.asked == []


def test_a_long_chain_written_backwards_is_put_in_order():
    chain = [{"id": f"urn:x:{n}", "previousProof": f"urn:x:{n + 1}"} for n in range(7)]

    assert order_of([*chain, {"id": "urn:x:7"}]) == [(n + 1,) for n in range(7)] + [()]


def test_a_card_signed_by_its_issuer_and_a_witness():
    document = append_proof(HOME.card(), OTHER.signer, created=NOW)

    report = World(HOME, OTHER).verify(document)

    assert report.ok
    assert [proof.signer for proof in report.proofs] == [HOME.did, OTHER.did]


@pytest.mark.parametrize(
    ("world", "codes_told"),
    [
        (World(HOME), {"issuer": "unreachable"}),
        (World(OTHER), {"issuer": "unreachable"}),
    ],
)
def test_a_witness_that_cannot_be_asked_leaves_it_open(world, codes_told):
    report = world.verify(append_proof(HOME.card(), OTHER.signer, created=NOW))

    assert told(report).items() >= codes_told.items()
    assert report.standing == "unknown"
    assert not report.ok


def test_a_false_proof_goes_before_one_that_could_not_be_asked_for():
    document = append_proof(HOME.card(), OTHER.signer, created=NOW)
    document["proof"][0]["nonce"] = "added"

    report = World(HOME).verify(document)

    assert told(report)["signature"] == "bad_signature"
    assert codes(report.proofs) == ["bad_signature", "unreachable"]


def test_a_card_signed_by_witnesses_alone():
    document = HOME.unsigned_card()
    document = append_proof(
        add_proof(document, OTHER.signer, created=NOW), OTHER.signer, created=NOW
    )

    assert told(World(HOME, OTHER).verify(document))["issuer"] == "issuer_mismatch"


def test_a_good_card_names_its_one_proof():
    report = World(HOME).verify(HOME.card())

    assert codes(report.proofs) == ["ok"]
    assert report.outcome("signature") is PASSED


@pytest.mark.parametrize("first", ["rdfc", "jcs"])
@pytest.mark.parametrize("second", ["rdfc", "jcs"])
def test_kinds_of_proofs_may_be_mixed_in_a_chain(first, second):
    document = add_proof(
        HOME.unsigned_card(), ANNE, created=NOW, cryptosuite=suite(ANNE, first), proof_id=FIRST
    )
    document = append_proof(
        document, BOB, created=NOW, cryptosuite=suite(BOB, second), previous=[FIRST]
    )

    assert codes(verified(document)) == ["ok", "ok"]

    changed = deepcopy(document)
    changed["credentialSubject"]["name"] = "Somebody Else"
    assert set(codes(verified(changed))) == {"bad_signature"}


def test_a_proof_can_only_rest_on_one_that_is_there():
    with pytest.raises(CoreError) as refused:
        append_proof(HOME.card(), ANNE, created=NOW, previous=[FIRST])

    assert refused.value.code == "missing_previous_proof"


def test_a_first_proof_is_not_appended_and_a_second_not_added():
    with pytest.raises(ProofError, match="not signed"):
        append_proof(HOME.unsigned_card(), ANNE, created=NOW)
    with pytest.raises(ProofError, match="already"):
        add_proof(HOME.card(), ANNE, created=NOW)
