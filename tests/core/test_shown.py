"""Anybody's presentation: what is in it, who holds it out, and for whom it was made."""

from __future__ import annotations

from copy import deepcopy

import pytest

from credentials.core.data_integrity.proof import Expected, add_proof
from credentials.core.did.key import did_key
from credentials.core.keys import Ed25519Signer
from credentials.core.shown import MOST_SHOWN, verify_shown
from credentials.core.vocabulary import CREDENTIALS_V2
from tests.core.scene import NOW, POSITION, World, green_valley

HOME = green_valley()
_KEY = Ed25519Signer(b"h" * 32, "").public_key
HOLDER = did_key(_KEY)
SIGNER = Ed25519Signer(b"h" * 32, f"{HOLDER}#{_KEY.to_multikey()}")
SELF_ASSERTED = {
    "@context": [CREDENTIALS_V2],
    "type": ["VerifiableCredential"],
    "issuer": HOLDER,
    "credentialSubject": {"name": "I say so"},
}


class KeyWorld(World):
    def resolve(self, did):
        from credentials.core.did.key import resolve_key  # noqa: PLC0415 -- beside its one use

        return resolve_key(did) if did.startswith("did:key:") else super().resolve(did)


def wrapped(*credentials, **more):
    presentation = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
    }
    return {**presentation, **more}


def signed(
    *credentials, purpose="authentication", challenge=None, domain=None, signer=SIGNER, **more
):
    expected = Expected(purpose=purpose, challenge=challenge, domain=domain)
    unsigned = wrapped(*credentials, **{"holder": HOLDER, **more})
    return add_proof(unsigned, signer, created=NOW, expected=expected)


def shown(document, *, home=HOME, **asked):
    world = KeyWorld(home)
    return verify_shown(
        document, now=NOW, resolve=world.resolve, fetch_status=world.fetch_status, **asked
    )


def codes(found):
    return {check.name: check.code for check in found.checks if check.code != "ok"}


def test_a_wrapper_says_nothing_of_who_holds_it():
    found = shown(wrapped(HOME.card()))

    assert found.ok
    assert found.holder == ""
    assert [check.name for check in found.checks] == ["presentation"]


@pytest.mark.clause("VCDM verifiable-presentations", "VC-DI proofs")
def test_a_signed_one_names_its_holder():
    found = shown(
        signed(HOME.card(), challenge="c1", domain="shop.example"),
        challenge="c1",
        domain="shop.example",
    )

    assert found.ok
    assert found.holder == HOLDER
    assert [check.name for check in found.checks] == [
        "presentation", "presentation_signature", "challenge", "domain",
    ]  # fmt: skip


def test_its_credentials_are_verified_one_by_one():
    ended = green_valley()
    ended.ended.add(POSITION)
    found = shown(wrapped(ended.card(), {**SELF_ASSERTED, "issuer": HOME.did}), home=ended)

    assert not found.ok
    assert [report.standing for report in found.credentials] == ["ended", "unknown"]
    assert [report.ok for report in found.credentials] == [False, False]


@pytest.mark.parametrize(
    ("document", "asked", "wrong"),
    [
        (wrapped(HOME.card()), {"challenge": "c1"}, {"presentation_signature": "no_proof", "challenge": "wrong_challenge"}),
        (wrapped(HOME.card()), {"domain": "d"}, {"presentation_signature": "no_proof", "domain": "wrong_domain"}),
        (signed(HOME.card(), challenge="c2"), {"challenge": "c1"}, {"challenge": "wrong_challenge"}),
        (signed(HOME.card(), challenge="c1"), {"challenge": "c1", "domain": "d"}, {"domain": "wrong_domain"}),
        (signed(HOME.card(), challenge="c1", domain="e"), {"domain": "d"}, {"domain": "wrong_domain"}),
        (signed(HOME.card(), domain=["d", "e"]), {"domain": "d"}, {"domain": "wrong_domain"}),
        (signed(HOME.card(), purpose="assertionMethod", challenge="c1"), {"challenge": "c1"}, {"presentation_signature": "wrong_purpose"}),
        (signed(HOME.card(), purpose="keyAgreement"), {}, {"presentation_signature": "wrong_purpose"}),
        (signed(HOME.card(), holder="did:example:acme"), {}, {"presentation_signature": "signer_mismatch"}),
        ({**signed(HOME.card()), "holder": HOME.did}, {}, {"presentation_signature": "bad_signature"}),
    ],
)  # fmt: skip
def test_what_it_was_not_made_for(document, asked, wrong):
    found = shown(document, **asked)

    assert codes(found) == wrong
    assert not found.ok


def test_a_published_one_needs_no_question():
    found = shown(signed(HOME.card(), purpose="assertionMethod"))

    assert found.ok
    assert found.holder == HOLDER


@pytest.mark.clause("VCDM verifiable-presentations")
def test_the_signature_covers_what_is_in_it():
    document = deepcopy(signed(HOME.card(), SELF_ASSERTED))
    document["verifiableCredential"].reverse()
    swapped = deepcopy(document)
    swapped["verifiableCredential"][1] = HOME.card(number="GV-000002")

    assert codes(shown(document)) == {}  # in what order they stand says nothing
    assert codes(shown(swapped)) == {"presentation_signature": "bad_signature"}


class TestSelfAsserted:
    @pytest.mark.clause("VCDM presentations-including-holder-claims")
    def test_it_is_covered_by_its_holder(self):
        assert shown(signed(SELF_ASSERTED)).ok

    @pytest.mark.clause("VCDM presentations-including-holder-claims")
    @pytest.mark.parametrize(
        "document",
        [
            wrapped(SELF_ASSERTED),
            wrapped(SELF_ASSERTED, holder=HOLDER),
            signed({**SELF_ASSERTED, "issuer": "did:example:acme"}),
            signed({**SELF_ASSERTED, "issuer": HOME.did}),
            add_proof(wrapped(SELF_ASSERTED), SIGNER, created=NOW, expected=Expected(purpose="authentication")),
            {**signed(SELF_ASSERTED), "id": "urn:uuid:9f0c5f0e-2a52-4f2c-9d3b-0b7d0a7f5c11"},
        ],
    )  # fmt: skip
    def test_by_nobody_else(self, document):
        found = shown(document)
        [report] = found.credentials

        assert not found.ok
        assert not report.ok

    def test_a_false_proof_is_not_passed_over(self):
        [report] = shown(
            signed({**SELF_ASSERTED, "proof": {"type": "DataIntegrityProof"}})
        ).credentials

        assert not report.ok


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "bad_presentation"),
        (None, "bad_presentation"),
        (wrapped(), "nothing_shown"),
        ({**wrapped(HOME.card()), "@context": CREDENTIALS_V2}, "bad_presentation"),
        ({**wrapped(HOME.card()), "type": "VerifiableCredential"}, "bad_presentation"),
        ({**wrapped(HOME.card()), "type": ["VerifiablePresentation", 7]}, "bad_presentation"),
        (wrapped(HOME.card(), id="mine"), "bad_presentation"),
        (wrapped(HOME.card(), holder={"name": "Ann"}), "bad_presentation"),
        (wrapped("urn:uuid:1"), "bad_presentation"),
        (wrapped(*[HOME.card()] * (MOST_SHOWN + 1)), "too_many_credentials"),
        (wrapped(HOME.card(), **{"@graph": []}), "unsafe_form"),
        (wrapped(HOME.card(), **{"@context": [CREDENTIALS_V2, "https://x.example/"]}), "unknown_context"),
    ],
)  # fmt: skip
def test_what_is_no_presentation(document, code):
    found = shown(document)

    assert codes(found) == {"presentation": code}
    assert not found.ok
    assert not found.credentials


def test_a_signature_alone_is_enough():
    found = shown(signed(challenge="c1"), challenge="c1")

    assert found.ok
    assert found.holder == HOLDER
