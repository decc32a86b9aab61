"""Identifiers and their documents: did:key, did:web, and which key counts until when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from credentials.core.data_integrity.proof import add_proof, verify_proof
from credentials.core.did.document import build_document, find_key, key_id, offered_keys
from credentials.core.did.key import did_key, key_signer, resolve_key
from credentials.core.did.web import did_web, web_address
from credentials.core.errors import CoreError
from credentials.core.keys import Ed25519Signer, P256Signer, PublicKey
from credentials.core.times import write_time
from tests.core.scene import DAY, NOW, World, green_valley, told

HOME = green_valley()
OLD, NEW = HOME.signer, Ed25519Signer(b"n" * 32, "")


def refused(function, *arguments, **named):
    with pytest.raises(CoreError) as error:
        function(*arguments, **named)
    return error.value.code


@pytest.mark.clause("DID-KEY", "CID Multikey")
@pytest.mark.parametrize("kind", [Ed25519Signer, P256Signer])
def test_a_did_key_is_its_own_document(kind):
    key = kind(b"k" * 32, "").public_key
    did = did_key(key)
    document = resolve_key(did)

    assert document["id"] == did
    assert document["@context"][0] == "https://www.w3.org/ns/did/v1"
    for purpose in ("assertionMethod", "authentication"):
        method = f"{did}#{did.removeprefix('did:key:')}"
        assert find_key(document, did, method, purpose) == key
    assert refused(find_key, document, did, did, "assertionMethod") == "key_not_for_purpose"


@pytest.mark.clause("DID-KEY")
@pytest.mark.parametrize(
    ("did", "code"),
    [
        ("did:web:a.example", "unknown_did_method"),
        ("did:key:", "unknown_did_method"),
        ("did:key:u7QE", "unknown_did_method"),
        ("did:key:z", "unknown_key_type"),
        ("did:key:z6Mk0", "bad_base58"),
        ("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2do", "unknown_key_type"),
        ("did:key:z" + "1" * 600, "bad_base58"),
        ("DID:KEY:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK", "unknown_did_method"),
    ],
)
def test_a_did_key_that_is_none(did, code):
    assert refused(resolve_key, did) == code


def test_a_signer_of_its_own_key_is_verified_by_it():
    document = add_proof(HOME.unsigned_card(), key_signer(b"s" * 32), created=NOW)

    assert verify_proof(document, resolve=resolve_key, now=NOW).startswith("did:key:z6Mk")


ADDRESSES = {
    "did:web:a.example": "https://a.example/.well-known/did.json",
    "did:web:a.example:c:oak-street": "https://a.example/c/oak-street/did.json",
    "did:web:a.example%3A8443": "https://a.example:8443/.well-known/did.json",
    "did:web:localhost%3A8443:c:oak": "https://localhost:8443/c/oak/did.json",
}


@pytest.mark.clause("DID-WEB")
@pytest.mark.parametrize("did", ADDRESSES)
def test_a_did_web_and_its_address_follow_from_each_other(did):
    address = ADDRESSES[did]

    assert web_address(did) == address
    assert did_web(address.removesuffix("/did.json").removesuffix("/.well-known")) == did


@pytest.mark.clause("DID-WEB")
@pytest.mark.parametrize(
    "did",
    [
        "did:web:",
        "did:web:A.example",
        "did:web:a..example",
        "did:web:a.example::c",
        "did:web:a.example:..:c",
        "did:web:a.example:.",
        "did:web:a.example:c%2Foak",
        "did:web:a.example%2Foak",
        "did:web:a.example:8443",
        "did:web:a.example%3A0",
        "did:web:a.example%3A65536",
        "did:web:user%40a.example",
        "did:web:a.example%253A8443",
        "did:web:[::1]",
        "did:web:a.example/c",
        "did:web:a.example?x",
        "did:web:a.example#x",
        "did:web:ä.example",
        "did:web:a.example:c d",
        "did:web:" + "a" * 2050,
    ],
)
def test_a_did_web_that_leads_nowhere(did):
    if did == "did:web:a.example:8443":
        assert web_address(did) == "https://a.example/8443/did.json"
    else:
        assert refused(web_address, did) == "bad_did"


@pytest.mark.parametrize("address", ["https://[", "https://\ud800", "https://", "", "https://a b/"])
def test_an_address_without_a_did(address):
    assert refused(did_web, address) == "bad_did"


def with_keys(*signers, **ends):
    """The co-op's document with these keys; ``ends`` goes to the methods of the old one."""
    document = build_document(HOME.did, [signer.public_key for signer in signers])
    for method in document["verificationMethod"]:
        if method["id"].startswith(OLD.verification_method):
            method.update(ends)
    return document


def verified(document, *, now=NOW, signer=OLD):
    world = World(HOME, now=now)
    world.documents[HOME.did] = document
    card = add_proof(HOME.unsigned_card(), signer, created=NOW)
    codes = told(world.verify(card)).values()
    return next((code for code in codes if code not in {"not_reached", "list_expired"}), "ok")


@pytest.mark.clause("CID verification-methods")
def test_a_key_that_was_replaced_verifies_as_long_as_it_is_listed():
    new = Ed25519Signer(b"n" * 32, key_id(HOME.did, NEW.public_key))

    assert verified(with_keys(NEW, OLD), now=NOW + 300 * DAY) == "ok"
    assert verified(with_keys(NEW, OLD), signer=new) == "ok"
    assert verified(with_keys(NEW)) == "key_not_for_purpose"


def test_a_key_that_is_kept_for_the_record_alone_signs_nothing():
    document = with_keys(NEW, OLD)
    document["assertionMethod"] = document["assertionMethod"][:1]

    assert verified(document) == "key_not_for_purpose"


SECOND = timedelta(seconds=1)


@pytest.mark.clause("CID verification-methods")
@pytest.mark.parametrize(("word", "code"), [("revoked", "key_revoked"), ("expires", "key_expired")])
def test_a_key_counts_until_its_end_whatever_a_signature_says_of_its_time(word, code):
    end = NOW + DAY
    document = with_keys(NEW, OLD, **{word: write_time(end)})

    assert verified(document, now=end - SECOND) == "ok"
    assert verified(document, now=end) == code
    assert verified(document, now=end + DAY) == code
    assert verified(with_keys(OLD, **{word: "soon"})) == "bad_key"


def test_without_a_moment_a_key_with_an_end_is_refused():
    document = with_keys(NEW, OLD, expires=write_time(NOW + 900 * DAY))
    method = OLD.verification_method

    assert refused(find_key, document, HOME.did, method, "assertionMethod") == "key_expired"
    offered = offered_keys(document, HOME.did, "assertionMethod", now=NOW)
    assert offered == [NEW.public_key, OLD.public_key]
    later = offered_keys(document, HOME.did, "assertionMethod", now=NOW + 900 * DAY)
    assert later == [NEW.public_key]


STRANGE = [None, 7, True, [], {}, ["Multikey"], {"id": []}, {"id": {}}, "x", "#x"]


@pytest.mark.parametrize("strange", STRANGE, ids=repr)
def test_strange_entries_in_a_document_are_passed_over(strange):
    document = with_keys(OLD)
    document["assertionMethod"].insert(0, strange)
    document["verificationMethod"].insert(0, strange)

    assert offered_keys(document, HOME.did, "assertionMethod", now=NOW) == [OLD.public_key]
    assert verified(document) == "ok"


@pytest.mark.parametrize(
    "kind", [["Multikey"], {}, None, 7, "Ed25519VerificationKey2020"], ids=repr
)
def test_a_kind_of_key_that_is_not_known(kind):
    assert verified(with_keys(OLD, type=kind)) == "key_not_found"


def test_a_private_key_beside_a_public_one_is_refused():
    assert verified(with_keys(OLD, secretKeyMultibase="z1")) == "private_key_shown"


@pytest.mark.clause("DID core-properties")
def test_a_key_within_a_purpose_counts_for_that_purpose_alone():
    document = with_keys(OLD)
    document["assertionMethod"] = [document["verificationMethod"].pop(0)]

    assert verified(document) == "ok"
    method = OLD.verification_method
    assert refused(find_key, document, HOME.did, method, "authentication") == "key_not_found"


JWK = OLD.public_key.to_jwk()


@pytest.mark.clause("CID JsonWebKey")
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"use": "enc"}, "unknown_key_type"),
        ({"kty": "RSA"}, "unknown_key_type"),
        ({"kty": ["OKP"]}, "unknown_key_type"),
        ({"crv": "Ed448"}, "unknown_key_type"),
        ({"x": JWK["x"] + "="}, "bad_base64url"),
        ({"x": JWK["x"][:-3]}, "bad_key"),
        ({"x": 7}, "bad_key"),
        ({"d": "AA"}, "private_key_shown"),
    ],
)
def test_a_jwk_that_is_none_of_ours(change, code):
    assert PublicKey.from_jwk({**JWK, "use": "sig", "kid": "x"}) == OLD.public_key
    assert refused(PublicKey.from_jwk, {**JWK, **change}) == code
