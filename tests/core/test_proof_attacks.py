"""What somebody without a key may try on a proof: add to it, write it otherwise, or give its words another meaning."""

from __future__ import annotations

import pytest

from tests.core.scene import World, green_valley, told
from tests.core.test_proof_options import made, refusal

HOME = green_valley()


# What somebody could try to add to a proof, or write otherwise: (change, code under RDFC, code under JCS).
ADDED = {
    "a word that no context defines": ({"jwk": {"kty": "OKP"}}, "undefined_term", "bad_signature"),
    "an option of tomorrow": ({"mandatoryPointers": ["/x"]}, "undefined_term", "bad_signature"),
    "a word of the credential": ({"name": "Anne"}, "bad_signature", "bad_signature"),
    "a nonce": ({"nonce": "1"}, "bad_signature", "bad_signature"),
    "a nonce as a number": ({"nonce": 1}, "bad_proof", "bad_proof"),
    "a challenge as a value": ({"challenge": {"@value": "c"}}, "bad_proof", "bad_proof"),
    "a challenge as a list": ({"challenge": ["c"]}, "bad_proof", "bad_proof"),
    "a domain as a value": ({"domain": {"@value": "d"}}, "bad_proof", "bad_proof"),
    "a domain twice": ({"domain": ["d", "d"]}, "bad_proof", "bad_proof"),
    "no domain": ({"domain": []}, "bad_proof", "bad_proof"),
    "domains within": ({"domain": [["d"]]}, "bad_proof", "bad_proof"),
    "a purpose by its address": (
        {"proofPurpose": "https://w3id.org/security#assertionMethod"},
        "wrong_purpose",
        "wrong_purpose",
    ),
    "a purpose as a list": ({"proofPurpose": ["assertionMethod"]}, "wrong_purpose", "wrong_purpose"),
    "a type as a list": ({"type": ["DataIntegrityProof"]}, "unknown_proof_type", "unknown_proof_type"),
    "an identifier": ({"id": "urn:uuid:1"}, "bad_signature", "bad_signature"),
    "a relative identifier": ({"id": "#proof"}, "bad_proof", "bad_proof"),
    "an identifier by keyword": ({"@id": "urn:uuid:1"}, "unsafe_form", "bad_signature"),
    "a type by keyword": ({"@type": "DataIntegrityProof"}, "unsafe_form", "bad_signature"),
    "a graph": ({"@graph": []}, "unsafe_form", "bad_signature"),
    "something included": ({"@included": []}, "unsafe_form", "bad_signature"),
    "a signature of old": ({"jws": "e30..AA"}, "undefined_term", "bad_signature"),
    "the signature under its address": (
        {"https://w3id.org/security#proofValue": "z1"},
        "unsafe_form",
        "bad_signature",
    ),
    "another name for the suite": (
        {"cryptosuite": {"@value": "eddsa-rdfc-2022"}},
        "unknown_cryptosuite",
        "unknown_cryptosuite",
    ),
}  # fmt: skip


@pytest.mark.clause("VC-DI proofs")
@pytest.mark.parametrize("name", ADDED)
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_nothing_can_be_added_to_a_proof(kind, name):
    change, with_rdfc, with_jcs = ADDED[name]
    document = made(kind=kind)
    document["proof"].update(change)

    assert refusal(document) == (with_rdfc if kind == "rdfc" else with_jcs)


CONTEXTS = {
    "a context of its own": {"type": "https://evil.example/type"},
    "the context of the W3C again": "https://www.w3.org/ns/credentials/v2",
    "a context that nobody knows": "https://evil.example/context",
    "no context": None,
}


@pytest.mark.parametrize("name", CONTEXTS)
def test_a_proof_brings_no_context_of_its_own(name):
    """Options are hashed under the context of the document, and a card with one in its proof is refused."""
    document = made()
    document["proof"]["@context"] = CONTEXTS[name]
    card = HOME.card()
    card["proof"]["@context"] = CONTEXTS[name]

    assert told(World(HOME).verify(card))["context"] == "unsafe_form"
    assert refusal(document) in {"", "bad_signature"}


@pytest.mark.clause("VC-DI validating-contexts")
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
@pytest.mark.parametrize(
    "context",
    [
        {"DataIntegrityProof": "https://evil.example/Proof"},
        {"proofPurpose": "https://evil.example/purpose"},
        {"created": {"@id": "https://w3id.org/security#expires"}},
        {"made": {"@id": "http://purl.org/dc/terms/created"}},
        {"proof": {"@id": "https://evil.example/proof"}},
        {"verificationMethod": {"@id": "https://evil.example/method", "@type": "@id"}},
        {"@vocab": "https://w3id.org/security#"},
    ],
    ids=lambda context: next(iter(context)),
)
def test_a_context_added_to_the_document_does_not_reach_the_proof(kind, context):
    document = made(kind=kind)
    document["@context"] = [*document["@context"], context]

    assert refusal(document) in {"unsafe_context", "context_mismatch", "bad_signature"}
    if kind == "jcs":
        document["proof"]["@context"] = document["@context"]
        assert refusal(document) == "bad_signature"


@pytest.mark.clause("VC-DI validating-contexts")
@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_a_context_taken_away_is_missed(kind):
    document = made(kind=kind)
    document["@context"] = document["@context"][:1]

    assert refusal(document) in {"undefined_term", "relative_iri", "context_mismatch"}


@pytest.mark.parametrize("kind", ["rdfc", "jcs"])
def test_contexts_in_another_order_are_another_document(kind):
    document = made(kind=kind)
    document["@context"] = document["@context"][::-1]

    assert refusal(document) in {"bad_signature", "context_mismatch", "bad_jsonld", ""}
    report = World(HOME).verify({**HOME.card(), "@context": document["@context"]})
    assert told(report)["form"] == "bad_context"
