"""What a member holds: the list of cards, one card in each of its states, at the desk, a new one for a lost one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benefits.models import Agreement
from benefits.services import agreements
from benefits.terms import Gives, Terms
from tenants.models import Application, Cooperative, Membership, Seat
from tests import build
from tests.credentials import holding
from tests.look.registry import EMPTY, no_page, shows

CARDS = "main .held-list > li"
HEADING = "My card of Green Valley Food Co-op"

no_page(
    "a file to download",
    "credentials:card-json",
    "credentials:card-qr-png",
    "credentials:card-qr-svg",
    "credentials:card-pdf",
)


def holder(visit):
    user = holding.person()
    visit.sign_in(user)
    return user


def valley():
    return holding.opened()


def open_card(visit, card, query=""):
    visit.go(f"/me/cards/{card.code}/{query}")


def with_partner(valley):
    """A partner that takes consumers for 90 days."""
    tools = holding.opened("hillside", "Hillside Tool Library", colour="#8a4b08")
    for side in (valley, tools):
        with side.within:
            build.membership_class(name="Visiting member", visiting=True, has_vote=False)
    gives = Gives(frozenset({"consumer"}), 90)
    today = timezone.localdate()
    with valley.within:
        made = agreements.propose_agreement(
            partner=tools.coop,
            terms=Terms({valley.coop.did: gives, tools.coop.did: gives}),
            starts_on=today,
            ends_on=today + timedelta(365),
            notice_days=30,
            by=valley.owner,
        )
    with tools.within:
        agreements.accept_agreement(Agreement.objects.get(pk=made.pk), number=1, by=tools.owner)


@shows("credentials:me", heading="My cards", rows=5, row=CARDS)
def my_cards(visit):
    user = holder(visit)
    tools = holding.opened("hillside", "Hillside Tool Library", colour="#f2b705")
    art = holding.opened("northlight", "Northlight Artists", colour="#7a1f5c")
    asked = holding.opened("riverbank", "Riverbank Housing")
    holding.card(valley(), user)
    holding.card(tools, user)
    gone = holding.card(art, user)
    with art.within:
        Membership.objects.filter(pk=gone.membership_id).update(standing="ended")
    holding.member(holding.opened("seedlings", "Seedlings Nursery"), user)
    asked.applied(user.name, user.email, user=user)
    Seat.objects.create(kind=Seat.Kind.APPLICANT, user=user, cooperative=asked.coop)
    visit.go("credentials:me")


@shows("credentials:me", EMPTY, heading="My cards", rows=0, row=CARDS)
def no_cards(visit):
    holder(visit)
    visit.go("credentials:me")


@shows("credentials:me", "suspended", heading="My cards", rows=1, row=CARDS)
def my_suspended_card(visit):
    suspended(visit)
    visit.go("credentials:me")


@shows("credentials:me", "asked", heading="My cards", rows=1, row=CARDS)
def an_application_on_its_way(visit):
    user = holder(visit)
    asked = valley()
    asked.applied(user.name, user.email, user=user, state=Application.State.INFORMATION_ASKED)
    Seat.objects.create(kind=Seat.Kind.APPLICANT, user=user, cooperative=asked.coop)
    visit.go("credentials:me")


@shows(
    "credentials:card",
    heading=HEADING,
    rows=4,
    row="main .copies > li",
    without={"empty": "a card always has its copies"},
)
def card(visit):
    home = valley()
    made = holding.card(home, holder(visit))
    with_partner(home)
    open_card(visit, made)


@shows("credentials:card", "of few words", heading="My card of Ж")
def card_of_few_words(visit):
    """No partners, no name on the card, no contact, a yellow co-op."""
    home = holding.opened("zh", "Ж", colour="#ffe500", email="", phone="")
    user = holder(visit)
    bare = holding.member(home, user, share_name=False)
    open_card(visit, holding.card(home, user, membership=bare))


@shows("credentials:card", "long", heading="My card of " + "Genossenschaft " * 8 + "Süd")
def card_of_many_words(visit):
    home = holding.opened("lang", "Genossenschaft " * 8 + "Süd", colour="#101110")
    user = holding.person("long@example.org", "Wolfeschlegelsteinhausenbergerdorff von Sigmar")
    visit.sign_in(user)
    open_card(visit, holding.card(home, user))


@shows("credentials:card", "desk", heading="Green Valley Food Co-op")
def card_at_the_desk(visit):
    open_card(visit, holding.card(valley(), holder(visit)), "?at=desk")


@shows("credentials:card", "suspended", heading=HEADING)
def suspended(visit):
    home = valley()
    made = holding.card(home, holder(visit))
    with home.within:
        Membership.objects.filter(pk=made.membership_id).update(standing="suspended")
    open_card(visit, made)


@shows("credentials:card", "ended", heading=HEADING)
def ended(visit):
    home = valley()
    made = holding.card(home, holder(visit))
    with home.within:
        Membership.objects.filter(pk=made.membership_id).update(standing="ended")
    open_card(visit, made)


@shows("credentials:card", "expired", heading=HEADING)
def expired(visit):
    now = timezone.now()
    over = {"valid_from": now - timedelta(400), "valid_until": now - timedelta(30)}
    open_card(visit, holding.card(valley(), holder(visit), **over))


@shows("credentials:card", "replaced", heading=HEADING)
def replaced(visit):
    home, user = valley(), holder(visit)
    old = holding.card(home, user, superseded_at=timezone.now())
    holding.card(home, user, membership=old.membership, generation=2)
    open_card(visit, old)


@shows("credentials:card", "paused", heading=HEADING)
def cooperative_suspended(visit):
    home = valley()
    made = holding.card(home, holder(visit))
    Cooperative.objects.filter(pk=home.coop.pk).update(state=Cooperative.State.SUSPENDED)
    open_card(visit, made)
