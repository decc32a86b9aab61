"""The host's end: a visitor whose co-op is on another portal, which answers over https."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone

from benefits.models import Crossing, Decision, Grant
from credentials import resolving
from credentials.core import asking, jws
from credentials.core.presentation import build_presentation
from credentials.models import PresentationRequest
from tenants import outbox
from tenants.models import User
from tests.benefits.scene import person, side
from tests.core.scene import POSITION
from tests.outbound.abroad import ENDPOINT, oak_abroad, recognised, with_endpoint
from tests.outbound.server import NAME

pytestmark = pytest.mark.django_db(transaction=True)

EMAIL = "alice@example.org"


@pytest.fixture
def home(server):
    """Oak, on another portal, which says where its members answer."""
    return with_endpoint(oak_abroad(), server)


@pytest.fixture
def elm(home):
    host = side("elm", "Elm Books")
    recognised(home, host)
    return host


@pytest.fixture
def browser():
    return Client(raise_request_exception=True)


def start(browser, home):
    """What the browser is told, and the question that stands behind it."""
    response = browser.post("/c/elm/visit/abroad/", {"home": home.did})
    assert response.status_code == 302, response.content
    parts = urlsplit(response["Location"])
    assert response["Location"].startswith(f"{ENDPOINT}?")
    query = {name: value for name, [value] in parse_qs(parts.query).items()}
    path = urlsplit(query["request_uri"]).path
    signed = browser.get(path)
    assert signed["Content-Type"] == "application/oauth-authz-req+jwt"
    payload = json.loads(_decode(signed.content.decode().split(".")[1]))
    return query["client_id"], payload


def _decode(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def fields_of(home, client, payload, **changed):
    """The home's answer, as it is posted."""
    now = timezone.now()
    values = {"nonce": payload["nonce"], "audience": client, "card": home.card(), "signer": home}
    values |= {"name": "Alice Ashe", "email": EMAIL, "state": payload["state"], **changed}
    presentation = build_presentation(
        values["card"],
        holder=values["signer"].did,
        signer=values["signer"].signer,
        challenge=values["nonce"],
        domain=values["audience"],
        created=now,
    )
    shared = asking.write_shared(
        home=home.did,
        asker=asking.asker_of(client),
        nonce=payload["nonce"],
        name=values["name"],
        email=values["email"],
        now=now,
    )
    signed = jws.sign(shared, values["signer"].signer, typ=asking.SHARED_TYPE)
    return asking.write_answer(json.dumps(presentation), state=values["state"], shared=signed)


def answered(home, client, payload, **changed):
    """Another machine posts: no cookies, no token."""
    fields = {**fields_of(home, client, payload, **changed), **changed.pop("fields", {})}
    return Client(enforce_csrf_checks=True).post(urlsplit(payload["response_uri"]).path, fields)


def brought_back(browser, home, **changed):
    client, payload = start(browser, home)
    answer = answered(home, client, payload, **changed)
    assert answer.status_code == 200, answer.content
    parts = urlsplit(answer.json()["redirect_uri"])
    return browser.get(f"{parts.path}?{parts.query}")


def signed_in(browser, mailoutbox):
    """By the code from the mailbox, in the browser that was sent away; that confirms the address."""
    browser.post("/accounts/login/code/", {"email": EMAIL})
    code = re.search(r"^[A-Z0-9-]{6,}$", mailoutbox[-1].body, re.MULTILINE)[0]
    assert browser.post("/accounts/login/code/confirm/", {"code": code}).status_code == 302


def kept(host, model):
    with host.within:
        return list(model.objects.all())


def test_a_visitor_is_sent_home_answered_for_confirmed_and_welcome(elm, home, browser, mailoutbox):
    response = brought_back(browser, home)
    finish = response["Location"]
    assert finish.endswith("/finish/")
    page = browser.get(finish).content.decode()
    assert "Confirm your email address" in page
    assert EMAIL in page
    away = browser.post(finish)
    assert away["Location"].startswith("/accounts/login/?next=")
    assert kept(elm, Grant) == [], "nothing begins before the address is confirmed"

    signed_in(browser, mailoutbox)
    assert "Become a visiting member" in browser.get(finish).content.decode()
    done = browser.post(finish)
    assert done.status_code == 302

    [grant] = kept(elm, Grant)
    assert (grant.issuer_did, grant.issuer_name) == (home.did, home.name)
    assert grant.visitor["name"] == "Alice Ashe"
    assert grant.status[0]["url"].startswith(home.origin)
    assert kept(elm, Crossing) == [], "what was shared is not kept beside the grant"
    outbox.drain()
    with elm.within:
        member = Grant.objects.get().membership.member
    assert (member.name, member.email) == ("Alice Ashe", EMAIL)


def test_the_question_names_who_asks_whom_and_is_signed_by_the_co_op(elm, home, browser):
    client, payload = start(browser, home)

    assert (payload["client_id"], payload["nonce"] != "") == (client, True)
    assert asking.asker_of(client) == elm.coop.did
    assert payload["client_metadata"]["client_name"] == "Elm Books"
    [asked] = payload["dcql_query"]["credentials"]
    assert asked["claims"][0]["values"] == [home.did]
    with elm.within:
        path = f"/c/elm/visit/{PresentationRequest.objects.get().code}/request.jwt"
    signed = browser.get(path).content.decode()
    read = jws.verify(
        signed,
        typ=asking.REQUEST_TYPE,
        signer=elm.coop.did,
        resolve=resolving.resolve,
        now=timezone.now(),
    )
    assert read["nonce"] == payload["nonce"]


@pytest.mark.parametrize("what", ["ended", "suspended"])
def test_who_is_not_in_good_standing_is_told_without_confirming_anything(
    elm, home, browser, server, what
):
    getattr(home, what).add(POSITION)
    with_endpoint(home, server)
    response = brought_back(browser, home)

    assert not response["Location"].endswith("/finish/")
    assert "Not possible" in browser.get(response["Location"]).content.decode()
    [decision] = kept(elm, Decision)
    assert decision.outcome == "refuse"
    assert kept(elm, Grant) == []
    assert not User.objects.filter(email=EMAIL).exists()


def test_news_between_answer_and_address_counts(elm, home, browser, server, mailoutbox):
    finish = brought_back(browser, home)["Location"]
    browser.post(finish)
    home.ended.add(POSITION)
    home.publish(server)
    caches["outbound"].clear()
    signed_in(browser, mailoutbox)
    browser.post(finish)

    assert [row.outcome for row in kept(elm, Decision)] == ["refuse"]


def refused(elm, home, browser, **changed):
    client, payload = start(browser, home)
    answer = answered(home, client, payload, **changed)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_request"})
    with elm.within:
        assert PresentationRequest.objects.get().answered_at is None
        assert Crossing.objects.get().answered_at is None


@pytest.mark.parametrize(
    "changed",
    [
        {"nonce": "another"},
        {"audience": "decentralized_identifier:did:web:evil.example"},
        {"state": "another"},
        {"email": "no address"},
        {"name": "A\nB"},
        {"fields": {"shared": "a.b.c"}},
        {"fields": {"vp_token": "{}"}},
        {"fields": {"vp_token": "", "shared": ""}},
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_is_refused_and_spends_nothing(elm, home, browser, changed):
    refused(elm, home, browser, **changed)


def test_another_co_op_of_the_same_portal_cannot_answer(elm, home, browser, server):
    thief = oak_abroad()
    thief.slug, thief.seed = "thief", b"t" * 32
    thief.pages = home.pages
    thief.publish(server)
    refused(elm, home, browser, signer=thief, card=thief.card())
    caches["outbound"].clear()
    with elm.within:
        Crossing.objects.all().delete()
        PresentationRequest.objects.all().delete()
    refused(elm, home, browser, signer=thief)


def test_an_answer_counts_once(elm, home, browser):
    client, payload = start(browser, home)
    fields = fields_of(home, client, payload)
    path = urlsplit(payload["response_uri"]).path

    assert browser.post(path, fields).status_code == 200
    assert browser.post(path, fields).status_code == 404


def test_only_the_browser_that_was_sent_away_may_come_back(elm, home, browser):
    client, payload = start(browser, home)
    answer = answered(home, client, payload)
    parts = urlsplit(answer.json()["redirect_uri"])
    back = f"{parts.path}?{parts.query}"

    assert Client().get(back).status_code == 404
    assert browser.get(f"{parts.path}?response_code=guess").status_code == 410
    assert browser.get(back).status_code == 302
    assert browser.get(back).status_code == 410
    assert Client().get(parts.path.replace("back", "finish")).status_code == 404


def test_whoever_is_signed_in_as_somebody_else_does_not_become_the_visitor(elm, home, browser):
    browser.force_login(person("bob@example.org"))
    finish = brought_back(browser, home)["Location"]

    assert "bob@example.org" in browser.get(finish).content.decode()
    assert browser.post(finish)["Location"].startswith("/accounts/login/")
    assert kept(elm, Grant) == []


def test_a_home_that_is_away_is_said_so(elm, home, browser):
    home.down = True
    response = browser.post("/c/elm/visit/abroad/", {"home": home.did})

    assert response.status_code == 503
    assert kept(elm, PresentationRequest) == []


@pytest.mark.parametrize("home_did", ["", "did:web:evil.example", "did:web:partner.test:c:none"])
def test_nobody_is_sent_to_a_portal_without_a_partner(elm, home, browser, home_did):
    assert browser.post("/c/elm/visit/abroad/", {"home": home_did}).status_code == 404


def test_what_nobody_came_back_for_is_forgotten(elm, home, browser):
    brought_back(browser, home)
    with elm.within:
        Crossing.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    start(browser, home)

    [crossing] = kept(elm, Crossing)
    assert crossing.email == ""


def test_the_visit_page_names_the_portal_and_lets_its_form_lead_there(elm, home, browser):
    page = browser.get("/c/elm/visit/")

    assert "My co-op is on another portal" in page.content.decode()
    assert NAME in page.content.decode()
    policy = page["Content-Security-Policy"].split("; ")
    assert f"form-action 'self' https://{NAME}" in policy
