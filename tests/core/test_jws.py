"""Signed statements: true ones are read, everything else is refused."""

from __future__ import annotations

import json

import pytest

from credentials.core import jws
from credentials.core.encoding import base64url_encode
from credentials.core.errors import ProofError, UnreachableError
from credentials.core.keys import Ed25519Signer, P256Signer
from credentials.core.times import write_time
from tests.core.scene import DAY, NOW, World, green_valley, hillside

TYP = "oauth-authz-req+jwt"
PAYLOAD = {"iss": "a", "n": 1}


def verified(text, coop=None, **options):
    coop = coop or green_valley()
    world = World(coop, hillside())
    values = {"typ": TYP, "signer": coop.did, "resolve": world.resolve, "now": NOW, **options}
    return jws.verify(text, **values)


def signed(coop=None, payload=PAYLOAD, **header):
    """A statement with a header of our choice, signed by the right key."""
    signer = (coop or green_valley()).signer
    whole = {"alg": "EdDSA", "kid": signer.verification_method, "typ": TYP, **header}
    parts = [base64url_encode(json.dumps(part).encode()) for part in (whole, payload)]
    signature = signer.sign(".".join(parts).encode())
    return ".".join([*parts, base64url_encode(signature)])


def test_a_statement_is_read_back():
    text = jws.sign(PAYLOAD, green_valley().signer, typ=TYP)

    assert verified(text) == PAYLOAD
    assert verified(signed()) == PAYLOAD


@pytest.mark.clause("JWS section-5.2")
@pytest.mark.parametrize(
    "header",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES256"},
        {"typ": "JWT"},
        {"jwk": {"kty": "OKP"}},
        {"jku": "https://evil.example/"},
        {"x5u": "https://evil.example/"},
        {"crit": ["exp"]},
        {"b64": False},
        {"kid": 1},
        {"kid": "#u1"},
        {"kid": "did:web:portal.example:c:hillside#key"},
        {"kid": green_valley().did},
        {"kid": f"{green_valley().did}#none"},
    ],
)
def test_a_header_that_asks_for_more_is_refused(header):
    with pytest.raises(ProofError):
        verified(signed(**header))


@pytest.mark.clause("JWS section-5.2")
def test_every_flipped_character_is_noticed():
    text = jws.sign(PAYLOAD, green_valley().signer, typ=TYP)
    for place in range(0, len(text), 7):
        other = "A" if text[place] != "A" else "B"
        with pytest.raises(ProofError):
            verified(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b.c", "{}.{}.{}", "e30.e30", "e30.e30.e30.e30", "x" * 40_000]
)
def test_what_is_no_statement_is_refused(text):
    with pytest.raises(ProofError):
        verified(text)


def test_another_co_ops_key_signs_nothing_for_this_one():
    thief = Ed25519Signer(b"t" * 32, green_valley().signer.verification_method)
    with pytest.raises(ProofError) as refusal:
        verified(jws.sign(PAYLOAD, thief, typ=TYP))
    assert refusal.value.code == "bad_signature"
    with pytest.raises(ProofError):
        verified(jws.sign(PAYLOAD, hillside().signer, typ=TYP))


def test_a_key_that_is_not_for_this_purpose_counts_for_nothing():
    coop = green_valley()
    world = World(coop)
    world.documents[coop.did] = {**coop.document, "authentication": []}
    with pytest.raises(ProofError):
        verified(jws.sign(PAYLOAD, coop.signer, typ=TYP), coop, resolve=world.resolve)


def test_a_signer_that_cannot_be_asked_is_told_apart():
    with pytest.raises(UnreachableError):
        verified(jws.sign(PAYLOAD, green_valley().signer, typ=TYP), resolve=World().resolve)


@pytest.mark.parametrize("word", ["revoked", "expires"])
def test_a_key_with_an_end_signs_until_then(word):
    coop = green_valley()
    document = {**coop.document}
    document["verificationMethod"] = [
        {**each, word: write_time(NOW + DAY)} for each in document["verificationMethod"]
    ]
    text = jws.sign(PAYLOAD, coop.signer, typ=TYP)
    asked = {"resolve": lambda _did: document}

    assert verified(text, **asked) == PAYLOAD
    with pytest.raises(ProofError, match="somebody else"):
        verified(text, **asked, now=NOW + DAY)


def test_p256_signs_with_its_own_algorithm():
    signer = P256Signer(b"p" * 32, "did:web:a.example#k")
    method = {
        "id": "did:web:a.example#k",
        "type": "Multikey",
        "controller": "did:web:a.example",
        "publicKeyMultibase": signer.public_key.to_multikey(),
    }
    document = {
        "id": "did:web:a.example",
        "verificationMethod": [method],
        "authentication": [method["id"]],
    }
    text = jws.sign(PAYLOAD, signer, typ=TYP)

    read = jws.verify(text, typ=TYP, signer=document["id"], resolve=lambda _: document, now=NOW)
    assert read == PAYLOAD


def test_what_json_cannot_hold_is_not_signed():
    with pytest.raises(ProofError):
        jws.sign({"n": 2**80}, green_valley().signer, typ=TYP)
