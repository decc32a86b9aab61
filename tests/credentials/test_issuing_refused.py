"""What a program may not have signed, however it is written, and what it asks badly."""

from __future__ import annotations

import json

import pytest
from django.core.cache import cache

from credentials.core import definition
from credentials.core.status import ENTRY_TYPE
from credentials.core.vocabulary import CREDENTIALS_V2, NAMESPACE
from tests.credentials import members
from tests.credentials.programs import (
    MARK,
    ask,
    course,
    owner_of,
    refused,
    rows,
    token_of,
    with_status,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _uncounted():
    cache.clear()


@pytest.fixture
def token(oak):
    return token_of(oak, owner_of(oak))


def inline(word, iri):
    return [CREDENTIALS_V2, {word: iri}]


FORGED = {
    "a card": lambda coop: json.loads(members.carded(coop)[1].document),
    "its type in our words": lambda coop: course(
        coop,
        type=["VerifiableCredential", definition.MEMBERSHIP_TYPE],
        **{"@context": [CREDENTIALS_V2, definition.CONTEXT]},
    ),
    "its type, written out": lambda coop: course(
        coop, type=["VerifiableCredential", f"{NAMESPACE}{definition.MEMBERSHIP_TYPE}"]
    ),
    "its type, put together": lambda coop: course(
        coop,
        type=["VerifiableCredential", f"x:ns/v0.1#{definition.MEMBERSHIP_TYPE}"],
        **{"@context": inline("x", "https://coopcreds.com/")},
    ),
    "its type through @vocab": lambda coop: course(
        coop,
        type=["VerifiableCredential", definition.MEMBERSHIP_TYPE],
        **{"@context": inline("@vocab", NAMESPACE)},
    ),
    "one of our words": lambda coop: course(
        coop,
        type=["VerifiableCredential"],
        credentialSubject={"memberOf": {"id": coop.did}},
        **{"@context": inline("memberOf", f"{NAMESPACE}memberOf")},
    ),
    "an accreditation": lambda coop: course(
        coop,
        type=["VerifiableCredential", definition.ACCREDITATION_TYPE],
        **{"@context": [CREDENTIALS_V2, definition.CONTEXT]},
    ),
    "a status list": lambda coop: course(
        coop, type=["VerifiableCredential", "BitstringStatusListCredential"]
    ),
    "the bits of one": lambda coop: course(
        coop, credentialSubject={"type": "BitstringStatusList", "encodedList": "uAAA"}
    ),
    "a presentation": lambda coop: course(
        coop, type=["VerifiableCredential", "VerifiablePresentation"]
    ),
    "a website": lambda coop: course(
        coop,
        type=["VerifiableCredential", "DomainLinkageCredential"],
        **{"@context": inline("DomainLinkageCredential", "https://identity.foundation/x#DomainLinkageCredential")},
    ),
}  # fmt: skip


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022"])
@pytest.mark.parametrize("name", FORGED)
def test_what_the_register_and_rulings_alone_give(oak, token, name, suite):
    credential = {**FORGED[name](oak), "issuer": oak.did}
    credential.pop("proof", None)
    answer = ask(oak, token, credential=credential, options={"cryptosuite": suite})

    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] in {"reserved_words", "unsafe_context"}
    assert rows(oak) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issuer": "did:web:elsewhere.example"}, "wrong_issuer"),
        ({"issuer": MARK}, "bad_issuer"),
        ({"proof": {"type": "DataIntegrityProof"}}, "already_signed"),
        ({"type": ["CourseCompleted"]}, "bad_type"),
        ({"undefined": MARK}, "undefined_term"),
        ({"type": ["VerifiableCredential", MARK]}, "relative_iri"),
        ({"@context": ["https://www.w3.org/2018/credentials/v1"]}, "bad_context"),
        ({"@context": [CREDENTIALS_V2, f"https://{MARK}.example/"]}, "unknown_context"),
        ({"credentialSubject": {}}, "bad_subject"),
    ],
)  # fmt: skip
def test_what_does_not_mean_what_it_says(oak, token, change, code):
    answer = ask(
        oak, token, credential=course(oak, **change), options={"cryptosuite": "eddsa-jcs-2022"}
    )

    assert refused(answer) == (422, code)


def test_no_place_in_our_lists_is_borrowed(oak, token):
    entry = with_status(oak, token)["credentialStatus"][0]
    borrowed = ask(oak, token, credential=course(oak, credentialStatus=entry))
    both = ask(
        oak,
        token,
        credential=course(oak, credentialStatus={"type": "https://x.example#Own"}),
        options={"credentialStatus": {"type": ENTRY_TYPE}},
    )

    assert refused(borrowed) == (422, "status_of_ours")
    assert refused(both) == (422, "status_given")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "no_credential"),
        ({"credential": MARK}, "no_credential"),
        ({"credential": {}, "options": []}, "bad_options"),
        ({"credential": {}, "options": {"cryptosuite": MARK}}, "bad_options"),
        ({"credential": {}, "options": {"cryptosuite": [MARK]}}, "bad_options"),
        ({"credential": {}, "options": {"credentialId": 7}}, "bad_options"),
        ({"credential": {}, "options": {"credentialStatus": MARK}}, "bad_options"),
        ({"credential": {}, "options": {"credentialStatus": {"type": MARK}}}, "bad_options"),
        ({"credential": {}, "options": {"credentialStatus": {"type": ENTRY_TYPE, "statusPurpose": {}}}}, "bad_options"),
    ],
)  # fmt: skip
def test_what_is_not_asked_as_it_should_be(oak, token, body, code):
    assert refused(ask(oak, token, **body)) == (400, code)


@pytest.mark.parametrize("body", [{}, {"credentialId": "x"}, {"credentialId": "x", "credentialStatus": {"type": ENTRY_TYPE}}])  # fmt: skip
def test_a_change_that_is_not_complete(oak, token, body):
    assert refused(ask(oak, token, "status", **body)) == (400, "not_complete")
