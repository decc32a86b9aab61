"""Signatures and issuers that do not hold: each is refused, by the check that should refuse it."""

from __future__ import annotations

import pytest

from credentials.core.data_integrity.proof import Expected, add_proof
from credentials.core.encoding import base58_encode, base64url_encode
from credentials.core.keys import Ed25519Signer, P256Signer
from credentials.core.verification import GENERAL, RECOGNITION
from tests.core.scene import NOW, World, green_valley, hillside, told

HOME, OTHER = green_valley(), hillside()
REST = {"authority": "not_reached", "revocation": "not_reached", "suspension": "not_reached"}


def changed_proof(**changes):
    def change(card):
        proof = {**card["proof"], **changes}
        return {
            **card,
            "proof": {name: value for name, value in proof.items() if value is not None},
        }

    return change


def resigned(signer, **options):
    def change(card):
        unsigned = {name: value for name, value in card.items() if name != "proof"}
        return add_proof(unsigned, signer, created=NOW, **options)

    return change


def borrowed_key(card):
    """Signed by one, in the name of the other's key."""
    return resigned(Ed25519Signer(OTHER.seed, HOME.signer.verification_method))(card)


SIGNATURES = {
    "no proof": (lambda card: {k: v for k, v in card.items() if k != "proof"}, "no_proof"),
    "proof is null": (lambda card: {**card, "proof": None}, "bad_member"),
    "proof is a text": (lambda card: {**card, "proof": "signed"}, "bad_member"),
    "proof is empty": (lambda card: {**card, "proof": {}}, "bad_type"),
    "another kind of proof": (changed_proof(type="Ed25519Signature2020"), "unknown_proof_type"),
    "no kind of signature": (changed_proof(cryptosuite=None), "unknown_cryptosuite"),
    "the kind none": (changed_proof(cryptosuite="none"), "unknown_cryptosuite"),
    "the kind as a list": (changed_proof(cryptosuite=["eddsa-rdfc-2022"]), "unknown_cryptosuite"),
    "another kind of signature": (changed_proof(cryptosuite="eddsa-jcs-2022"), "bad_signature"),
    "another kind of key": (changed_proof(cryptosuite="ecdsa-rdfc-2019"), "wrong_key_type"),
    "another purpose": (changed_proof(proofPurpose="authentication"), "wrong_purpose"),
    "no purpose": (changed_proof(proofPurpose=None), "wrong_purpose"),
    "no key named": (changed_proof(verificationMethod=None), "bad_proof"),
    "a key without fragment": (changed_proof(verificationMethod=HOME.did), "bad_proof"),
    "a key as an object": (changed_proof(verificationMethod={"id": HOME.did}), "bad_proof"),
    "no signature": (changed_proof(proofValue=None), "bad_proof"),
    "a number as signature": (changed_proof(proofValue=7), "bad_proof"),
    "another base": (changed_proof(proofValue="u" + base64url_encode(b"s" * 64)), "bad_proof"),
    "not base58": (changed_proof(proofValue="z0OIl"), "bad_base58"),
    "a long signature": (changed_proof(proofValue="z" + "1" * 9999), "bad_base58"),
    "an empty signature": (changed_proof(proofValue="z"), "bad_signature"),
    "zeros": (changed_proof(proofValue="z" + base58_encode(bytes(64))), "bad_signature"),
    "ones": (changed_proof(proofValue="z" + base58_encode(b"\xff" * 64)), "bad_signature"),
    "other options": (changed_proof(created="2026-11-25T09:30:01Z"), "bad_signature"),
    "an option more": (changed_proof(nonce="1"), "bad_signature"),
    "a word that nobody knows": (changed_proof(jwk={"kty": "OKP"}), "undefined_term"),
    "a time that is none": (changed_proof(created="today"), "bad_proof"),
    "an expired signature": (changed_proof(expires="2026-11-25T09:29:59Z"), "proof_expired"),
    "part of a chain": (changed_proof(previousProof="urn:uuid:1"), "missing_previous_proof"),
    "a borrowed key": (borrowed_key, "bad_signature"),
    "no key of this portal": (
        resigned(P256Signer(b"p" * 32, HOME.signer.verification_method), cryptosuite="ecdsa-rdfc-2019"),
        "wrong_key_type",
    ),
    "made to sign in": (
        resigned(HOME.signer, expected=Expected(purpose="authentication")),
        "wrong_purpose",
    ),
}  # fmt: skip


@pytest.mark.clause("VC-DI verify-proof", "VC-DI proof-purposes")
@pytest.mark.parametrize("name", SIGNATURES)
def test_a_signature_that_does_not_hold(name):
    change, code = SIGNATURES[name]
    card = change(HOME.card())

    report = World(HOME, OTHER).verify(card, policy=GENERAL)

    assert code in told(report).values()
    assert told(report)["signature"] in {code, "not_reached"}
    assert report.standing == "unknown"
    assert not World(HOME, OTHER).verify(card, policy=RECOGNITION).ok


def only(purpose):
    def change(document):
        document[purpose] = []

    return change


def each_method(**changes):
    def change(document):
        for method in document["verificationMethod"]:
            method.update(changes)

    return change


ISSUERS = {
    "key not for assertions": (only("assertionMethod"), "key_not_for_purpose"),
    "no keys": (only("verificationMethod"), "key_not_found"),
    "key twice": (
        lambda d: d["verificationMethod"].append(dict(d["verificationMethod"][0])),
        "key_not_found",
    ),
    "somebody else's key": (each_method(controller=OTHER.did), "wrong_controller"),
    "another document": (lambda d: d.update(id=OTHER.did), "wrong_document"),
    "no identifier": (lambda d: d.pop("id"), "wrong_document"),
    "too many keys": (
        lambda d: d["verificationMethod"].extend([{}] * 50),
        "too_many_keys",
    ),
    "keys as an object": (lambda d: d.update(verificationMethod={}), "key_not_found"),
    "purposes as a text": (lambda d: d.update(assertionMethod=HOME.did), "key_not_for_purpose"),
    "an unknown form of key": (each_method(type="Ed25519VerificationKey2018"), "key_not_found"),
}


@pytest.mark.clause("CID verification-methods", "DID core-properties")
@pytest.mark.parametrize("name", ISSUERS)
def test_an_issuer_whose_document_does_not_hold(name):
    change, code = ISSUERS[name]
    world = World(HOME)
    change(world.documents[HOME.did])

    report = world.verify(HOME.card())

    assert told(report) == {"issuer": code, "signature": "not_reached", **REST}


@pytest.mark.parametrize("answer", [None, [], "did", 7])
def test_an_answer_that_is_no_document(answer):
    world = World(HOME)
    world.documents[HOME.did] = answer

    assert told(world.verify(HOME.card()))["issuer"] == "wrong_document"


@pytest.mark.clause("VCDM issuer")
def test_a_card_signed_by_another_than_its_issuer():
    report = World(HOME, OTHER).verify(resigned(OTHER.signer)(HOME.card()))

    assert told(report) == {"issuer": "issuer_mismatch", "signature": "not_reached", **REST}


def test_a_private_key_in_a_document():
    world = World(HOME)
    each_method(type="JsonWebKey2020", publicKeyJwk={"kty": "OKP", "d": "x"})(
        world.documents[HOME.did]
    )

    assert told(world.verify(HOME.card()))["signature"] == "private_key_shown"
