from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from credentials.core.data_integrity.proof import Expected, add_proof
from credentials.core.did.key import did_key
from credentials.core.keys import Ed25519Signer
from credentials.core.vocabulary import CREDENTIALS_V2
from tests.credentials import holdout

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "wombat-3f1c"
_KEY = Ed25519Signer(b"h" * 32, "").public_key
HOLDER = did_key(_KEY)
SIGNER = Ed25519Signer(b"h" * 32, f"{HOLDER}#{_KEY.to_multikey()}")


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def post(body, content_type="application/json"):
    return Client(enforce_csrf_checks=True).post(
        "/presentations/verify", body, content_type=content_type
    )


def wrapped(*cases, **more):
    return {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [json.loads(case.text) for case in cases],
        **more,
    }


def signed(*cases):
    expected = Expected(purpose="authentication", challenge="c1", domain="shop.example")
    unsigned = wrapped(*cases, holder=HOLDER)
    return add_proof(unsigned, SIGNER, created=timezone.now(), expected=expected)


def test_cards_held_out_together(oak):
    answer = post({"verifiablePresentation": wrapped(holdout.good_file(oak))})
    told = answer.json()

    assert answer.status_code == 200
    assert told["verified"] is True
    assert told["holder"] is None
    assert [each["verdict"] for each in told["credentials"]] == ["good"]
    assert told["problemDetails"] == []
    assert answer.cookies == {}


def test_one_bad_card_spoils_it(oak):
    both = wrapped(holdout.good_file(oak), holdout.ended_file(oak))
    answer = post({"verifiablePresentation": both})
    told = answer.json()

    assert answer.status_code == 422
    assert told["verified"] is False
    assert [each["verified"] for each in told["credentials"]] == [True, False]


def test_who_holds_it_and_for_whom(oak):
    document = signed(holdout.good_file(oak))
    for_us = {"challenge": "c1", "domain": "shop.example"}
    good = post({"verifiablePresentation": document, "options": {"checks": [], **for_us}})
    other = post({"verifiablePresentation": document, "options": {"challenge": "c2"}})

    assert (good.status_code, good.json()["holder"]) == (200, HOLDER)
    assert other.status_code == 422
    assert [each["type"] for each in other.json()["problemDetails"]] == [
        "https://w3id.org/security#INVALID_CHALLENGE_ERROR"
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "no_presentation"),
        ([], "no_presentation"),
        ({"verifiablePresentation": MARK}, "no_presentation"),
        ({"verifiablePresentation": {}, "options": MARK}, "bad_options"),
        ({"verifiablePresentation": {}, "options": {"challenge": ""}}, "bad_options"),
        ({"verifiablePresentation": {}, "options": {"domain": [MARK]}}, "bad_options"),
        ({"verifiablePresentation": {}, "options": {"challenge": "x" * 301}}, "bad_options"),
    ],
)
def test_what_cannot_be_checked_is_a_problem(db, body, code):
    answer = post(json.dumps(body))

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert MARK not in answer.text


@pytest.mark.parametrize(
    "document",
    [
        {MARK: MARK},
        {"@context": [CREDENTIALS_V2], "type": [MARK], "holder": MARK, "proof": MARK},
        {**wrapped(), "verifiableCredential": [{MARK: MARK, "issuer": MARK}], "proof": [MARK]},
    ],
)
def test_no_byte_of_a_stranger_comes_back(db, document):
    answer = post({"verifiablePresentation": document})

    assert answer.status_code == 422
    assert MARK not in answer.text


def test_too_often(db, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "verify_api": "1/m/ip"}
    answers = [post({"verifiablePresentation": {}}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [422, 429]
