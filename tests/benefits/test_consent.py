from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from benefits.models import Decision, Grant
from credentials.models import PresentationRequest, SigningKey
from credentials.services import presenting
from tenants import outbox
from tenants.models import Member, Membership
from tests.benefits import scene
from tests.benefits.visiting import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def oak():
    return scene.side("oak", "Oak Street")


@pytest.fixture
def elm(oak):
    elm = scene.side("elm", "Elm Lane")
    scene.agreed(oak, elm)
    return elm


def browser(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def _fresh_limits():
    cache.clear()


def start(client):
    return client.post("/c/elm/visit/start/").headers["location"]


def test_a_member_visits_by_the_pages_alone(oak, elm):
    user, card = member(oak, "alice@example.org")
    here = browser(user)

    assert "Oak Street" in here.get("/c/elm/visit/").content.decode()
    page = start(here)
    consent = here.get(page).content.decode()
    done = here.post(page, {"card": card.code}, follow=True)
    preparing = done.content.decode()
    outbox.drain()
    ready = here.get(done.redirect_chain[-1][0]).content.decode()
    fragment = here.get(done.redirect_chain[-1][0], headers={"HX-Request": "true"}).content.decode()

    assert "Show your card to Elm Lane?" in consent
    for value in ("Alice Ashe", "alice@example.org", "Oak Street", "Consumer member"):
        assert value in consent
    assert "being prepared" in preparing
    assert "data-poll=" in preparing
    assert "You are welcome at Elm Lane" in ready
    assert "Open my cards" in ready
    assert fragment.lstrip().startswith("<div")
    assert "data-poll" not in fragment
    with elm.within:
        assert Membership.objects.get().member.email == "alice@example.org"


def test_a_visitor_signs_in_first_and_comes_back(oak, elm):
    user, _card = member(oak, "alice@example.org")
    here = Client()
    page = start(here)

    assert here.get(page).headers["location"].startswith("/accounts/login/")
    here.force_login(user)
    assert here.get(page).status_code == 200


def test_a_visit_that_nobody_asked_for_is_none(oak, elm):
    user, card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)
    with elm.within:
        code = str(PresentationRequest.objects.get().code)
    assert code in page
    unknown = page.replace(code, str(uuid4()))

    assert here.get(unknown).status_code == 404
    assert here.post(unknown, {"card": card.code}).status_code == 404


def test_what_was_asked_for_something_else_is_no_visit(oak, elm):
    user, card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)
    with elm.within:
        PresentationRequest.objects.update(purpose="something else")

    assert here.get(page).status_code == 404
    assert here.post(page, {"card": card.code}).status_code == 404


def test_nothing_is_shared_without_consent(oak, elm):
    user, _card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)

    here.get(page)
    declined = here.post(page, {"decline": "yes"}, follow=True)

    assert "Nothing was shared." in declined.content.decode()
    with elm.within:
        assert not Decision.objects.exists()
        assert PresentationRequest.objects.get().answered_at is None


def test_nobody_presents_the_card_of_another(oak, elm):
    _alice, card = member(oak, "alice@example.org")
    mallory, _own = member(oak, "mallory@example.org")
    here = browser(mallory)
    page = start(here)

    assert "Alice" not in here.get(page).content.decode()
    assert here.post(page, {"card": card.code}).status_code == 404
    assert here.post(page, {}).status_code == 404
    with elm.within:
        assert not Grant.objects.exists()


def test_a_card_of_no_partner_is_not_offered(oak, elm):
    ash = scene.side("ash", "Ash Row")
    user, card = member(ash, "alice@example.org")
    here = browser(user)
    page = start(here)

    assert "None of your cards is from a partner" in here.get(page).content.decode()
    assert here.post(page, {"card": card.code}).status_code == 404


def test_a_request_is_answered_once(oak, elm):
    user, card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)
    here.post(page, {"card": card.code})

    again = here.post(page, {"card": card.code})
    read = here.get(page)

    assert (again.status_code, read.status_code) == (410, 410)
    assert "answered already, or it is too old" in read.content.decode()
    with elm.within:
        assert Grant.objects.get().times_shown == 1


def test_an_old_request_is_refused(oak, elm):
    user, _card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)
    with elm.within:
        PresentationRequest.objects.update(expires_at=timezone.now())

    assert here.get(page).status_code == 410


@pytest.mark.parametrize("bent", ["nonce", "audience"])
def test_an_answer_to_another_question_grants_nothing(oak, elm, monkeypatch, bent):
    user, card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)
    real = presenting.present_card

    def elsewhere(credential, **asked):
        return real(credential, **{**asked, bent: "another"})

    monkeypatch.setattr(presenting, "present_card", elsewhere)

    assert here.post(page, {"card": card.code}).status_code == 410
    with elm.within:
        assert not Decision.objects.exists()
        assert not Grant.objects.exists()


def test_an_answer_bent_on_its_way_is_refused_with_a_sentence(oak, elm, monkeypatch):
    user, card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)
    real = presenting.present_card

    def bent(credential, **asked):
        return real(credential, **asked).replace("Alice Ashe", "Mallory Ashe")

    monkeypatch.setattr(presenting, "present_card", bent)
    refused = here.post(page, {"card": card.code}, follow=True).content.decode()

    assert "could not be confirmed" in refused
    with elm.within:
        assert Decision.objects.get().reason == "not_genuine"
        assert not Grant.objects.exists()


def test_only_the_browser_that_asked_reads_the_outcome(oak, elm):
    user, card = member(oak, "alice@example.org")
    here = browser(user)
    page = start(here)
    outcome = here.post(page, {"card": card.code}).headers["location"]

    assert here.get(outcome).status_code == 200
    assert Client().get(outcome).status_code == 404
    assert "/elm/" in outcome
    assert here.get(outcome.replace("/elm/", "/oak/")).status_code == 404, "it was asked at Elm's"


def test_a_refusal_says_why_and_offers_the_ordinary_way(oak, elm):
    user, card = member(oak, "alice@example.org")
    with elm.within:
        other = Member.objects.create(number="EL-9", name="Alice", user=user)
        Membership.objects.create(
            member=other, membership_class=elm.consumer, ends_on=timezone.localdate()
        )
    here = browser(user)

    refused = here.post(start(here), {"card": card.code}, follow=True).content.decode()

    assert "You are a member of Elm Lane already" in refused


def test_without_a_key_no_page_offers_what_cannot_be_done(oak, elm):
    user, _card = member(oak, "alice@example.org")
    here = browser(user)
    with elm.within:
        SigningKey.objects.update(state=SigningKey.State.DESTROYED, wrapped=None)

    assert "Show my card" not in here.get("/c/elm/visit/").content.decode()
    assert here.post("/c/elm/visit/start/").status_code == 503


def test_a_co_op_without_partners_says_so(oak):
    assert "has no partner co-ops yet" in Client().get("/c/oak/visit/").content.decode()


def test_asking_again_and_again_is_slowed_down(oak, elm):
    here = Client()

    answers = [here.post("/c/elm/visit/start/").status_code for _ in range(11)]

    assert answers == [302] * 10 + [429]
