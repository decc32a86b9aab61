"""The question and its answer across portals, as data."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.core import asking
from credentials.core.asking import Question
from credentials.core.errors import CredentialError
from tests.core.scene import NOW

ASKER = "did:web:b.example:c:elm"
HOME = "did:web:a.example:c:oak"
CLIENT = f"decentralized_identifier:{ASKER}"


def question(**changed):
    values = {
        "asker": ASKER,
        "asker_name": "Elm Books",
        "home": HOME,
        "nonce": "n" * 43,
        "state": "s",
        "response_uri": "https://b.example/c/elm/visit/answer/",
    }
    return Question(**values | changed)


def payload(**changed):
    return question().to_json(now=NOW, until=NOW + timedelta(minutes=10)) | changed


def test_a_question_is_read_back():
    assert asking.read_question(payload(), client=CLIENT, now=NOW) == question()


def test_it_has_the_shape_of_openid4vp():
    whole = payload()

    assert whole["client_id"] == CLIENT
    assert (whole["response_type"], whole["response_mode"]) == ("vp_token", "direct_post")
    [asked] = whole["dcql_query"]["credentials"]
    assert asked["format"] == "ldp_vc"
    assert (
        "https://coopcreds.com/ns/v0.1#CooperativeMembershipCredential"
        in (asked["meta"]["type_values"][0])
    )
    assert asked["claims"] == [{"path": ["issuer", "id"], "values": [HOME]}]


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": f"decentralized_identifier:{HOME}"},
        {"aud": "https://a.example"},
        {"response_type": "code"},
        {"response_mode": "fragment"},
        {"response_uri": "https://evil.example/"},
        {"response_uri": "http://b.example/"},
        {"response_uri": "https://b.example.evil.example/"},
        {"response_uri": "https://b.example/\nx"},
        {"response_uri": "https://b.example/\\x"},
        {"response_uri": ""},
        {"nonce": ""},
        {"nonce": "n" * 201},
        {"nonce": "n\n"},
        {"state": 1},
        {"iat": "now"},
        {"iat": None},
        {"iat": 10**400},
        {"exp": 10**400},
        {"client_metadata": {}},
        {"client_metadata": {"client_name": "Elm\u202e"}},
        {"dcql_query": {}},
    ],
)
def test_a_question_of_another_shape_is_refused(changed):
    with pytest.raises(CredentialError):
        asking.read_question(payload(**changed), client=CLIENT, now=NOW)


@pytest.mark.parametrize(
    "change",
    [
        lambda query: query.update(format="dc+sd-jwt"),
        lambda query: query.update(meta={"type_values": [["https://schema.org/Person"]]}),
        lambda query: query.pop("claims"),
        lambda query: query["claims"].append({"path": ["credentialSubject", "name"]}),
        lambda query: query.update(id="other"),
    ],
)
def test_questions_for_anything_else_are_not_answered(change):
    whole = deepcopy(payload())
    change(whole["dcql_query"]["credentials"][0])
    with pytest.raises(CredentialError):
        asking.read_question(whole, client=CLIENT, now=NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(payload())), JSON)
def test_whatever_stands_in_a_question_is_read_or_refused(name, value):
    try:
        asking.read_question(payload(**{name: value}), client=CLIENT, now=NOW)
    except CredentialError:
        return
    assert name in {"iss", "iat", "exp", "nonce", "state"} or value == payload()[name]


@settings(max_examples=200, deadline=None)
@given(JSON, JSON)
def test_whatever_stands_in_an_answer_is_read_or_refused(token, statement):
    for read in (
        lambda: asking.presentation_in(json.dumps(token)),
        lambda: told(statement if isinstance(statement, dict) else {}),
        lambda: asking.find_home({"service": [statement]}, HOME),
    ):
        with pytest.raises(CredentialError):
            read()


@pytest.mark.parametrize("minutes", [-2, 10, 11])
def test_a_question_is_answered_in_its_time_only(minutes):
    with pytest.raises(CredentialError) as refusal:
        asking.read_question(payload(), client=CLIENT, now=NOW + timedelta(minutes=minutes))

    assert refusal.value.code == "request_expired"


@pytest.mark.parametrize(
    "client", [ASKER, "x509_hash:abc", f"{asking.CLIENT_PREFIX}did:key:z6Mk", "https://b.example"]
)
def test_only_a_co_op_with_a_did_of_the_web_may_ask(client):
    with pytest.raises(CredentialError):
        asking.asker_of(client)


def test_an_answer_carries_one_presentation():
    fields = asking.write_answer('{"type": ["VerifiablePresentation"]}', state="s", shared="a.b.c")

    assert asking.presentation_in(fields["vp_token"]) == {"type": ["VerifiablePresentation"]}
    assert (fields["state"], fields["shared"]) == ("s", "a.b.c")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "{}",
        "[]",
        '{"membership": []}',
        '{"membership": [{}, {}]}',
        '{"membership": ["a"]}',
        '{"membership": [{}], "more": []}',
    ],
)
def test_an_answer_of_another_shape_is_refused(token):
    with pytest.raises(CredentialError):
        asking.presentation_in(token)


def shared(**changed):
    values = {"home": HOME, "asker": ASKER, "nonce": "n", "name": "Alice", "email": "a@b.org"}
    return asking.write_shared(now=NOW, **values) | changed


def told(document, **changed):
    values = {"home": HOME, "audience": CLIENT, "nonce": "n", "now": NOW}
    return asking.read_shared(document, **values | changed)


def test_what_was_shared_is_for_one_question_and_one_asker():
    assert told(shared()) == ("Alice", "a@b.org")
    for changed in (
        {"home": ASKER},
        {"audience": ASKER},
        {"nonce": "m"},
        {"now": NOW + timedelta(minutes=3)},
    ):
        with pytest.raises(CredentialError):
            told(shared(), **changed)
    for wrong in ({"name": ""}, {"email": None}, {"name": "A\nB"}, {"iat": "x"}, {"iat": 10**400}):
        with pytest.raises(CredentialError):
            told(shared(**wrong))


def test_a_home_says_where_its_members_answer_on_its_own_host():
    endpoint = "https://a.example/present/"
    service = asking.presentation_service(HOME, name="Oak", endpoint=endpoint)
    document = json.loads(json.dumps({"id": HOME, "service": [{"type": "Other"}, service]}))

    assert asking.find_home(document, HOME) == ("Oak", endpoint)
    for wrong in ("https://evil.example/", "http://a.example/", f"{endpoint}?x=1", 5):
        service["serviceEndpoint"]["authorization_endpoint"] = wrong
        with pytest.raises(CredentialError):
            asking.find_home({"service": [service]}, HOME)
    for nothing in ({}, {"service": "x"}, {"service": []}):
        with pytest.raises(CredentialError):
            asking.find_home(nothing, HOME)
    assert asking.origins([HOME, ASKER, HOME]) == ["https://a.example", "https://b.example"]
