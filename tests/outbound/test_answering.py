"""The home's end: a co-op of another portal asks for a member's card, over https."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from credentials import resolving
from credentials.core import asking, jws
from credentials.models import PublishedDocument
from credentials.tasks import refresh_published
from tenants.models import Cooperative
from tests.benefits.scene import person, side
from tests.benefits.visiting import member
from tests.outbound.asker import BACK, REQUEST, Asker
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak(db):
    return side("oak", "Oak Street Food Co-op")


@pytest.fixture
def alice(oak):
    return member(oak, "alice@example.org")


@pytest.fixture
def asker(server):
    return Asker(server)


def browser(user):
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def test_a_member_sees_who_asks_and_shares_what_stands_there(oak, alice, asker):
    user, card = alice
    here = browser(user)
    page = asker.ask(oak.coop)
    told = here.get(page)

    text = told.content.decode()
    for value in ("Elm Books", NAME, "Alice Ashe", user.email, "Oak Street Food Co-op"):
        assert value in text
    parts = told["Content-Security-Policy"].split("; ")
    assert f"form-action 'self' https://{NAME}" in parts
    assert asker.posted == [], "nothing leaves before the member agrees"
    sent = here.post(page, {"card": card.code})

    assert sent["Location"] == BACK
    [fields] = asker.posted
    assert fields["state"] == "state-1"
    presentation = asking.presentation_in(fields["vp_token"])
    proof = presentation["proof"]
    assert (proof["challenge"], proof["domain"]) == ("nonce-1", asking.client_id(asker.did))
    shared = jws.verify(
        fields["shared"],
        typ=asking.SHARED_TYPE,
        signer=oak.coop.did,
        resolve=resolving.resolve,
        now=timezone.now(),
    )
    assert (shared["name"], shared["email"]) == ("Alice Ashe", user.email)
    assert shared["aud"] == asking.client_id(asker.did)


def test_a_visitor_signs_in_first_and_nobody_is_asked_before(oak, asker, server):
    response = Client().get(asker.ask(oak.coop))

    assert response["Location"].startswith("/accounts/login/?next=/present/")
    assert server.asked == []


def test_saying_no_shares_nothing(oak, alice, asker):
    here = browser(alice[0])
    page = asker.ask(oak.coop)
    here.get(page)

    assert "Nothing was shared." in here.post(page, {"decline": "y"}, follow=True).content.decode()
    assert asker.posted == []


def test_nobody_shares_the_card_of_another(oak, alice, asker):
    here = browser(person("mallory@example.org"))
    page = asker.ask(oak.coop)

    assert "You have no card from the co-op" in here.get(page).content.decode()
    assert here.post(page, {"card": alice[1].code}).status_code == 404
    assert asker.posted == []


def thief(asker):
    other = Asker(asker.server)
    other.seed = b"t" * 32
    asker.server.say = asker._take
    return other


@pytest.mark.parametrize(
    "changed",
    [
        {"response_uri": "https://evil.example/"},
        {"client_id": "decentralized_identifier:did:web:evil.example"},
        {"exp": 1},
        {"response_mode": "fragment"},
        {"nonce": ""},
        {"dcql_query": {}},
        {"client_metadata": None},
        {"typ": "JWT"},
    ],
    ids=str,
)
def test_a_question_that_does_not_hold_is_refused(oak, alice, asker, changed):
    here = browser(alice[0])
    response = here.get(asker.ask(oak.coop, **changed))

    assert response.status_code == 422
    assert "Nothing was shared" in response.content.decode()


def test_a_question_that_somebody_else_signed_is_refused(oak, alice, asker):
    response = browser(alice[0]).get(asker.ask(oak.coop, signer=thief(asker)))

    assert response.status_code == 422


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"client_id": "x", "request_uri": REQUEST},
        {"client_id": f"decentralized_identifier:did:web:{NAME}:c:elm"},
        {
            "client_id": f"decentralized_identifier:did:web:{NAME}:c:elm",
            "request_uri": "https://evil.example/r.jwt",
        },
        {
            "client_id": "decentralized_identifier:did:web:127.0.0.1%3A6379",
            "request_uri": "https://127.0.0.1:6379/r.jwt",
        },
        {
            "client_id": "decentralized_identifier:did:web:localhost%3A8000:c:oak",
            "request_uri": "https://localhost:8000/r.jwt",
        },
    ],
    ids=str,
)
def test_nobody_is_led_to_ask_elsewhere(oak, alice, asker, server, query):
    response = browser(alice[0]).get(f"/present/?{urlencode(query)}")

    assert response.status_code in {422, 503}
    assert server.asked == []


def test_what_was_read_is_what_is_answered(oak, alice, asker):
    """The question changes behind the member's back; the answer goes where the page said."""
    here = browser(alice[0])
    page = asker.ask(oak.coop)
    here.get(page)
    asker.ask(oak.coop, nonce="another", client_metadata={"client_name": "Oak"})
    here.post(page, {"card": alice[1].code})

    [fields] = asker.posted
    assert asking.presentation_in(fields["vp_token"])["proof"]["challenge"] == "nonce-1"


def test_an_answer_needs_the_page_first(oak, alice, asker):
    assert browser(alice[0]).post(asker.ask(oak.coop), {"card": alice[1].code}).status_code == 422
    assert asker.posted == []


@pytest.mark.parametrize(
    "says",
    [{}, {"redirect_uri": "https://evil.example/"}, {"redirect_uri": 5}, [], {"redirect_uri": "/"}],
    ids=str,
)
def test_the_browser_goes_back_to_who_asked_and_nowhere_else(oak, alice, asker, says):
    here = browser(alice[0])
    page = asker.ask(oak.coop)
    here.get(page)
    asker.says = says

    assert here.post(page, {"card": alice[1].code}).status_code == 502


@pytest.mark.parametrize(("status", "ours"), [("400 Bad Request", 502), ("500 Oops", 503)])
def test_an_answer_that_is_not_taken_is_said_so(oak, alice, asker, status, ours):
    here = browser(alice[0])
    page = asker.ask(oak.coop)
    here.get(page)
    asker.status = status

    assert here.post(page, {"card": alice[1].code}).status_code == ours


def test_a_portal_that_is_away_is_said_so(oak, alice, asker):
    page = asker.ask(oak.coop)
    asker.down = True

    assert browser(alice[0]).get(page).status_code == 503


def test_every_co_op_says_where_its_members_answer(oak):
    body = PublishedDocument.objects.get(url__endswith="/c/oak/did.json").body

    [service] = json.loads(body)["service"]
    assert service["serviceEndpoint"] == {
        "name": "Oak Street Food Co-op",
        "authorization_endpoint": "http://localhost:8000/present/",
    }


def test_a_document_with_another_name_or_of_before_is_published_anew(oak):
    refresh_published()
    address = PublishedDocument.objects.filter(url__endswith="/c/oak/did.json")
    before = address.get().updated_at
    refresh_published()
    assert address.get().updated_at == before, "once is enough"

    Cooperative.objects.filter(pk=oak.coop.pk).update(name="Oak Street Cooperative")
    refresh_published()

    [service] = json.loads(address.get().body)["service"]
    assert service["serviceEndpoint"]["name"] == "Oak Street Cooperative"
