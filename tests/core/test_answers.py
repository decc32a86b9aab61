"""Answers that do not hold: made for another, by another, at another time, about another card."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta

import pytest

from credentials.core.data_integrity.proof import Expected
from tests.core.scene import DAY, NOW, POSITION, World, green_valley, hillside, told

HOME, OTHER = green_valley(), hillside()


def answered(**changes):
    return lambda: HOME.answer(HOME.card(), OTHER.did, **changes)


def with_parts(**changes):
    return lambda: {**HOME.answer(HOME.card(), OTHER.did), **changes}


def with_another_card():
    return {
        **HOME.answer(HOME.card(), OTHER.did),
        "verifiableCredential": [HOME.card(number="GV-000001")],
    }


ANSWERS = {
    "another question": (answered(challenge="other"), {"challenge": "wrong_challenge"}),
    "another asker": (answered(domain=HOME.did), {"audience": "wrong_audience"}),
    "a list of askers": (answered(domain=[OTHER.did, HOME.did]), {"audience": "wrong_audience"}),
    "yesterday": (answered(created=NOW - DAY), {"challenge": "stale_answer"}),
    "three minutes ago": (
        answered(created=NOW - timedelta(minutes=3)),
        {"challenge": "stale_answer"},
    ),
    "tomorrow": (
        answered(created=NOW + DAY),
        {"challenge": "stale_answer", "presentation_signature": "proof_from_the_future"},
    ),
    "signed by another": (
        answered(signer=OTHER.signer, holder=OTHER.did),
        {"presentation_signature": "signer_mismatch"},
    ),
    "in another's name": (
        answered(holder=OTHER.did),
        {"presentation_signature": "signer_mismatch"},
    ),
    "another card inside": (with_another_card, {"presentation_signature": "bad_signature"}),
    "unsigned": (
        with_parts(proof=None),
        {
            "presentation_signature": "no_proof",
            "challenge": "wrong_challenge",
            "audience": "wrong_audience",
        },
    ),
    "signed as a card is": (
        lambda: HOME.signed(
            {k: v for k, v in HOME.answer(HOME.card(), OTHER.did).items() if k != "proof"},
            expected=Expected(challenge="0Zt8x1m2qv", domain=OTHER.did),
        ),
        {"presentation_signature": "wrong_purpose"},
    ),
    "words hidden in it": (
        with_parts(**{"@graph": []}),
        {"presentation_signature": "unsafe_form"},
    ),
}


@pytest.mark.clause("VCDM verifiable-presentations")
@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_that_does_not_hold(name):
    make, codes = ANSWERS[name]

    report = World(HOME, OTHER).verify_answer(make(), OTHER.did)

    assert told(report) == codes
    assert not report.ok


@pytest.mark.clause("VCDM verifiable-presentations")
@pytest.mark.parametrize(
    "changes",
    [
        {"verifiableCredential": []},
        {"verifiableCredential": [HOME.card(), HOME.card()]},
        {"verifiableCredential": ["urn:uuid:1"]},
        {"verifiableCredential": None},
        {"type": "VerifiableCredential"},
        {"@context": "https://www.w3.org/ns/credentials/v2"},
        {"@context": ["https://www.w3.org/2018/credentials/v1"]},
    ],
)
def test_what_is_no_presentation(changes):
    report = World(HOME, OTHER).verify_answer(with_parts(**changes)(), OTHER.did)

    assert told(report)["form"] == "bad_presentation"
    assert not report.ok


def test_an_answer_about_a_card_that_ended_says_so():
    home = green_valley()
    home.ended = {POSITION}

    report = World(home, OTHER).verify_answer(home.answer(home.card(), OTHER.did), OTHER.did)

    assert told(report) == {"revocation": "ended"}
    assert report.standing == "ended"


def test_a_card_is_no_answer():
    report = World(HOME).verify_answer(deepcopy(HOME.card()), OTHER.did)

    assert told(report)["form"] == "bad_presentation"
