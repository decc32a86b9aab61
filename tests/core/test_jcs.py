"""Cards signed with eddsa-jcs-2022, as strangers may: the proof repeats the document's context."""

from __future__ import annotations

from copy import deepcopy

import pytest

from credentials.core.data_integrity.proof import add_proof
from credentials.core.verification import GENERAL, RECOGNITION
from tests.core.scene import NOW, World, green_valley, told

HOME = green_valley()


@pytest.fixture
def card():
    return add_proof(HOME.unsigned_card(), HOME.signer, created=NOW, cryptosuite="eddsa-jcs-2022")


@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
def test_a_card_is_verified(card, policy):
    assert card["proof"]["@context"] == card["@context"]
    assert told(World(HOME).verify(card, policy=policy)) == {}


@pytest.mark.parametrize("policy", [GENERAL, RECOGNITION])
def test_a_changed_card_is_not(card, policy):
    changed = deepcopy(card)
    changed["credentialSubject"]["name"] = "Somebody Else"

    assert told(World(HOME).verify(changed, policy=policy))["signature"] == "bad_signature"


@pytest.mark.parametrize(
    "context",
    [
        None,
        {},
        [],
        "https://www.w3.org/ns/credentials/v2",
        ["https://www.w3.org/ns/credentials/v2"],
        {"name": "https://words.example/name"},
    ],
)
def test_a_proof_in_other_words_is_refused(card, context):
    card["proof"]["@context"] = context

    assert told(World(HOME).verify(card))["context"] == "unsafe_form"


def test_words_added_behind_the_signed_ones_are_refused(card):
    card["@context"] = [*card["@context"], {"also": "https://words.example/also"}]
    card["also"] = "me"

    assert "context" in told(World(HOME).verify(card))


def test_a_context_in_another_kind_of_proof_is_no_way_round():
    card = HOME.card()
    card["proof"]["@context"] = card["@context"]

    report = World(HOME).verify(card)
    assert not report.ok
