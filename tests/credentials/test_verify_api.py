from __future__ import annotations

import json

import pytest
from django.core.cache import cache
from django.test import Client

from tests.credentials import holdout

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "wombat-3f1c"


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


def post(body, content_type="application/json"):
    return Client(enforce_csrf_checks=True).post(
        "/credentials/verify", body, content_type=content_type
    )


def test_a_verified_card(oak):
    document = json.loads(holdout.good_file(oak).text)
    answer = post({"verifiableCredential": document, "options": {}})

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["verified"] is True
    assert answer.json()["problemDetails"] == []
    assert answer.json()["card"]["initials"]
    assert answer.cookies == {}


def test_what_fails_is_named_as_the_standards_name_it(oak):
    document = json.loads(holdout.tampered_file(oak).text)
    answer = post({"verifiableCredential": document})
    types = {problem["type"] for problem in answer.json()["problemDetails"]}

    assert answer.status_code == 422
    assert "https://w3id.org/security#PROOF_VERIFICATION_ERROR" in types


@pytest.mark.parametrize("content_type", ["application/ld+json", "application/vc"])
def test_other_names_of_json(oak, content_type):
    text = holdout.good_file(oak).text

    assert post(f'{{"verifiableCredential": {text}}}', content_type).status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "no_credential"),
        ("{", 400, "bad_json"),
        ("[]", 400, "no_credential"),
        ("{}", 400, "no_credential"),
        ('{"verifiableCredential": 7}', 400, "no_credential"),
        (json.dumps({"verifiableCredential": [MARK]}), 400, "no_credential"),
        (json.dumps({"verifiableCredential": MARK}), 400, "no_card"),
        (json.dumps({"verifiableCredential": {MARK: float("nan")}}), 400, "bad_number"),
        ('{"a": 1, "a": 2}', 400, "duplicate_name"),
        ('{"a":' * 3000 + "1" + "}" * 3000, 400, "too_deep"),
        ('{"a": "\\ud800"}', 400, "lone_surrogate"),
        (b"\xff\xfe\x00", 400, "not_utf8"),
        ('{"a": "' + "x" * 300_000 + '"}', 413, "too_big"),
    ],
)
def test_what_cannot_be_checked_is_a_problem(db, body, status, code):
    answer = post(body)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert MARK not in answer.text


@pytest.mark.parametrize(
    "document",
    [
        {MARK: MARK},
        {"@context": MARK, "type": [MARK], "issuer": MARK, "proof": {"type": MARK}},
        {"issuer": {"id": f"did:web:{MARK}"}, "proof": [MARK], "credentialStatus": MARK},
    ],
)
def test_no_byte_of_a_stranger_comes_back(db, document):
    answer = post({"verifiableCredential": document})

    assert answer.status_code == 422
    assert MARK not in answer.text


def test_not_json(db):
    answer = post("a=1", "application/x-www-form-urlencoded")

    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")


def test_too_often(db, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "check_card": "1/m/ip"}
    answers = [post({"verifiableCredential": "ZZZZ ZZZZ"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [422, 429]
    assert answers[1]["Retry-After"] == "60"
    assert answers[1].json()["code"] == "too_many"


def test_the_description_names_every_answer(db):
    schema = Client().get("/api/schema/", headers={"accept": "application/json"}).json()
    [operation] = schema["paths"]["/credentials/verify"].values()

    assert {"200", "400", "413", "415", "422", "429"} == operation["responses"].keys()
    assert "application/problem+json" in operation["responses"]["400"]["content"]


def test_the_description_is_browsed_from_here_alone(db):
    page = Client().get("/api/docs/")
    policy = page["Content-Security-Policy"]

    assert page.status_code == 200
    assert "http" not in policy
    assert "script-src 'self';" in policy + ";"
    assert "//cdn" not in page.text
    assert Client().get("/api/docs/?script=").status_code == 200
    assert Client().options("/api/docs/").status_code == 405


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"expectedProofPurpose": "authentication"}, 422, "wrong_purpose"),
        ({"challenge": "c1"}, 422, "wrong_challenge"),
        ({"domain": "shop.example"}, 422, "wrong_domain"),
        ({"challenge": 7}, 400, "bad_options"),
        ([], 400, "bad_options"),
    ],
)
def test_what_is_asked_for_is_never_passed_over(oak, options, status, code):
    document = json.loads(holdout.good_file(oak).text)
    answer = post({"verifiableCredential": document, "options": options})
    plain = {"checks": ["proof"], "expectedProofPurpose": "assertionMethod"}

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert post({"verifiableCredential": document, "options": plain}).status_code == 200
