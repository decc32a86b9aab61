"""Requests that are whole but for one place: nothing that stands there breaks the API, or gets signed by mistake."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from django.core.cache import cache
from django.test import Client

from credentials.core.status import ENTRY_TYPE
from tests.credentials.programs import course, owner_of, token_of, with_status

pytestmark = pytest.mark.django_db(transaction=True)
ODD = (
    None,
    True,
    0,
    -1,
    1e30,
    "",
    "x" * 9000,
    "\x00",
    "@id",
    [],
    {},
    [[]],
    [{}],
    {"@id": {}},
    {"@value": 1},
)
NEVER = {401, 404, 413, 415, 429}


@pytest.fixture(autouse=True)
def _often(settings):
    cache.clear()
    often = dict.fromkeys(settings.ACCOUNT_RATE_LIMITS, "100000/m/ip")
    settings.ACCOUNT_RATE_LIMITS = {**often, "issue_api": "100000/m/key"}


def bent(body, path=()):
    """The same request with something odd in one place, for every place."""
    whole = body
    for step in path:
        whole = whole[step]
    for name in list(whole) if isinstance(whole, dict) else range(len(whole)):
        for odd in ODD:
            changed = deepcopy(body)
            place = changed
            for step in path:
                place = place[step]
            place[name] = odd
            yield changed
    for name in list(whole) if isinstance(whole, dict) else range(len(whole)):
        if isinstance(whole[name], dict | list):
            yield from bent(body, (*path, name))


def ask(address, body, **headers):
    browser = Client(raise_request_exception=False)
    return browser.post(address, json.dumps(body), content_type="application/json", headers=headers)


def test_nothing_odd_breaks_issuing(oak):
    token = token_of(oak, owner_of(oak))
    body = {
        "credential": course(oak, id="urn:uuid:1", validFrom="2026-01-01T00:00:00Z"),
        "options": {"credentialStatus": {"type": ENTRY_TYPE, "statusPurpose": "revocation"}, "credentialId": "c", "cryptosuite": "eddsa-rdfc-2022"},
    }  # fmt: skip
    answers = [
        (changed, ask(f"/c/{oak.slug}/credentials/issue", changed, authorization=f"Bearer {token}"))
        for changed in bent(body)
    ]
    statuses = {answer.status_code for _changed, answer in answers}

    assert len(answers) > 250
    assert not [changed for changed, answer in answers if answer.status_code >= 500]
    assert statuses <= {201, 400, 409, 422}


def test_nothing_odd_breaks_checking(oak):
    token = token_of(oak, owner_of(oak))
    document = with_status(oak, token)
    shown = {
        "@context": document["@context"][:1],
        "type": ["VerifiablePresentation"],
        "holder": "did:example:1",
        "verifiableCredential": [document],
    }
    bodies = {
        "/credentials/verify": {"verifiableCredential": document, "options": {}},
        "/presentations/verify": {"verifiablePresentation": shown, "options": {}},
    }
    for address, body in bodies.items():
        answers = [(changed, ask(address, changed)) for changed in bent(body)]
        taken = [answer.json() for _changed, answer in answers if answer.status_code == 200]

        assert len(answers) > 250
        assert not [changed for changed, answer in answers if answer.status_code >= 500]
        assert not {answer.status_code for _changed, answer in answers} & NEVER
        assert all(told["verified"] for told in taken)


def test_nothing_odd_breaks_a_status(oak):
    token = token_of(oak, owner_of(oak))
    body = {
        "credentialId": with_status(oak, token)["id"],
        "credentialStatus": {"type": ENTRY_TYPE, "statusPurpose": "suspension"},
        "status": True,
    }
    answers = [
        ask(f"/c/{oak.slug}/credentials/status", changed, authorization=f"Bearer {token}")
        for changed in bent(body)
    ]

    assert {answer.status_code for answer in answers} <= {200, 400, 404}
