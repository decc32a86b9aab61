"""Visits between portals: recognising a co-op of another, being asked by one, and coming from one."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.utils import timezone

from benefits.abroad import Home, fetch_statement
from benefits.models import Crossing
from benefits.services.agreements import accept_agreement, propose_agreement
from benefits.services.hearing import hear, note_trouble, receive_proposal
from benefits.services.stating import state_side
from credentials.models import Credential
from tenants import outbox
from tests.benefits import scene, visiting
from tests.look.registry import EMPTY, ERROR, no_page, shows
from tests.look.sides import go, partnerships
from tests.outbound.abroad import oak_abroad, reachable, recognised, with_endpoint
from tests.outbound.asker import Asker
from tests.outbound.far_side import Far

ASKED = "main section.card"

no_page("POST only, leads to the other portal", "benefits:visit-abroad")
no_page("for the other portal", "benefits:visit-request", "benefits:visit-answer")
no_page("leads on at once", "benefits:visit-back")


FIND = "A co-op of another portal"
TERMS = "Oak Street Food Co-op"
READ = "Read a proposal from another portal"
AGREED = "Agreement with Oak Street Food Co-op"
WHO = "Whose membership counts?"


@shows("benefits:recognise", heading=FIND)
def recognise(visit):
    partnerships(visit)
    go(visit, "recognise")


@shows("benefits:recognise", ERROR, heading=FIND)
def recognise_nothing(visit):
    recognise(visit)
    visit.send_nothing()


@shows("benefits:recognise", "not-found", heading=FIND, status=422)
def recognise_nobody(visit):
    recognise(visit)
    visit.page.get_by_label("Address of the co-op's page").fill("https://nobody.example.org/c/oak/")
    visit.press("Look it up")


@shows("benefits:recognise-terms", heading=TERMS)
def recognise_terms(visit):
    recognise(visit)
    with reachable() as server:
        home = with_endpoint(oak_abroad(), server)
        visit.page.get_by_label("Address of the co-op's page").fill(f"{home.origin}/c/oak/")
        visit.press("Look it up")


@shows("benefits:recognise-terms", ERROR, heading=TERMS)
def recognise_without_terms(visit):
    recognise_terms(visit)
    for box in visit.page.locator("main input[type=checkbox]").all():
        box.uncheck()
    visit.send_nothing()


@shows("benefits:abroad-new", heading=WHO)
def propose_abroad(visit):
    recognise_terms(visit)
    visit.follow(visit.page.get_by_role("link", name="Propose an agreement"))


@shows("benefits:abroad-new", ERROR, heading=WHO)
def propose_abroad_for_nobody(visit):
    propose_abroad(visit)
    for box in visit.page.locator("main input[type=checkbox]").all():
        box.uncheck()
    visit.send_nothing()


@shows("benefits:abroad-read", heading=READ)
def read_proposal(visit):
    partnerships(visit)
    go(visit, "abroad-read")


@shows("benefits:abroad-read", ERROR, heading=READ)
def read_nothing(visit):
    read_proposal(visit)
    visit.send_nothing()


@shows("benefits:abroad-read", "not a proposal", heading=READ, status=422)
def read_something_else(visit):
    read_proposal(visit)
    visit.page.get_by_label("Address of the proposal").fill("https://nobody.example.org/c/oak/")
    visit.press("Read the proposal")


def arrived(visit):
    """Oak's portal has proposed, and Elm's has read it."""
    with reachable() as server:
        far = Far(with_endpoint(oak_abroad(), server), visit.world.elm)
        far.publish(far.paper())
        with visit.world.elm.within:
            receive_proposal(*fetch_statement(far.coop.did, far.code))
    return far


def agreed_abroad(visit):
    """Elm and Oak, on two portals, have both signed."""
    elm = visit.world.elm
    with reachable() as server:
        far = Far(with_endpoint(oak_abroad(), server), elm)
        paper = far.paper()
        far.publish(paper)
        with elm.within:
            made = receive_proposal(*fetch_statement(far.coop.did, far.code))
            accept_agreement(made, number=1, by=elm.staff)
            far.publish(paper, agreed=far.confirms(paper))
            hear(*fetch_statement(far.coop.did, far.code))
    return far


@shows("benefits:agreement", "in force across portals", heading=AGREED)
def signed_across_portals(visit):
    far = agreed_abroad(visit)
    partnerships(visit)
    go(visit, "agreement", code=far.code)


@shows("benefits:mine", "on another portal", heading="What you can have elsewhere")
def mine_on_another_portal(visit):
    agreed_abroad(visit)
    user, _card = visiting.member(visit.world.elm, "cleo@example.org")
    visit.sign_in(user)
    visit.go("benefits:mine")


@shows("benefits:agreement", "from another portal", heading=AGREED)
def answer_another_portal(visit):
    far = arrived(visit)
    partnerships(visit)
    go(visit, "agreement", code=far.code)


@shows("benefits:agreement", "signed across portals", heading=AGREED)
def wait_for_another_portal(visit):
    answer_another_portal(visit)
    visit.press("Accept the agreement")


@shows("benefits:agreement", "other words elsewhere", heading=AGREED)
def other_words_elsewhere(visit):
    far = arrived(visit)
    with visit.world.elm.within:
        note_trouble(far.code, "other_terms")
    partnerships(visit)
    go(visit, "agreement", code=far.code)


@shows("benefits:agreement", "to send to another portal", heading=AGREED)
def send_to_another_portal(visit):
    home, elm = oak_abroad(), visit.world.elm
    partner = Home(home.did, home.name, "")
    with elm.within:
        made = propose_agreement(partners=[], abroad=partner, draft=scene.draft(elm), by=elm.staff)
        state_side(made.code)
    partnerships(visit)
    go(visit, "agreement", code=made.code)


@shows("benefits:agreement", "abroad", heading="Members of Oak Street Food Co-op are welcome")
def our_own_word(visit):
    made = recognised(oak_abroad(), visit.world.elm)
    visit.sign_in(visit.world.elm.staff.user)
    go(visit, "agreement", code=made.code)


@shows(
    "benefits:visit",
    "abroad",
    heading="Already a member of a partner co-op?",
    rows=2,
    row="main ul.list-plain > li",
)
def visit_from_abroad(visit):
    recognised(oak_abroad(), visit.world.elm)
    go(visit, "visit")


def asked_by_elm(visit, user):
    with reachable() as server:
        asker = Asker(server)
        visit.sign_in(user)
        visit.go(asker.ask(visit.world.oak.coop))


@shows("benefits:present-abroad", heading="Show your card to Elm Books?", rows=1, row=ASKED)
def present(visit):
    user, _card = visiting.member(visit.world.oak, "bea@example.org")
    asked_by_elm(visit, user)


@shows("benefits:present-abroad", EMPTY, heading="Show your card to Elm Books?", rows=0, row=ASKED)
def present_without_a_card(visit):
    assert visit.world
    asked_by_elm(visit, scene.person("cleo@example.org"))


def come_back(visit, client):
    """The browser that was sent to Oak's portal is back with its answer."""
    home, now = oak_abroad(), timezone.now()
    recognised(home, visit.world.elm)
    with visit.world.elm.within:
        crossing = Crossing.objects.create(
            request=uuid4(),
            home_did=home.did,
            home_name=home.name,
            answered_at=now,
            returned_at=now,
            card=home.card(),
            standing="good",
            name="Bea Ashe",
            email="bea@example.org",
        )
    session = client.session
    session["visits"] = [str(crossing.request)]
    session.save()
    visit.take_over(client)

    go(visit, "visit-finish", code=crossing.request)


@shows("benefits:visit-finish", heading="One last step")
def finish(visit):
    client = Client()
    user = scene.person("bea@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True)
    client.force_login(user)
    come_back(visit, client)


@shows("benefits:visit-finish", "unconfirmed", heading="Confirm your email address")
def confirm(visit):
    client = Client()
    client.force_login(scene.person("bea@example.org"))
    client.logout()
    client.get("/accounts/login/")
    client.session.save()
    come_back(visit, client)


@shows("benefits:visit-finish", "somebody-else", heading="Confirm your email address")
def somebody_else(visit):
    client = Client()
    client.force_login(scene.person("cleo@example.org"))
    come_back(visit, client)


@shows("credentials:card", "visit rests", heading="My card of Elm")
def a_visit_that_rests(visit):
    """Its home could not be asked for more than a day."""
    oak, elm = visit.world.oak, visit.world.elm
    home, bea = visiting.Home(oak), scene.person("bea@example.org")
    visiting.visit(elm, home.card(index=9, membership_id="m-2"), bea)
    outbox.drain()
    home.reachable = False
    visiting.recheck(elm, home, later=timedelta(hours=settings.GRANT_GRACE_HOURS + 1))
    with elm.within:
        code = Credential.objects.get(membership__member__user=bea).code
    visit.sign_in(bea)
    visit.go(f"/me/cards/{code}/")
