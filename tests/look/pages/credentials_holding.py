"""What a member holds: the list of cards, one card in each of its states, at the desk, a new one for a lost one."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from benefits.models import Agreement
from benefits.services import agreements
from benefits.terms import Draft, Gives, Terms
from credentials import links
from credentials.models import Offer
from tenants import scope
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
    gives = Gives.visiting(frozenset({"consumer"}), 90)
    today = timezone.localdate()
    with valley.within:
        made = agreements.propose_agreement(
            partners=[tools.coop],
            draft=Draft(
                terms=Terms({valley.coop.did: gives, tools.coop.did: gives}),
                starts_on=today,
                ends_on=today + timedelta(365),
                notice_days=30,
            ),
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
    holding.card(tools, user, ends_on=timezone.localdate() + timedelta(11))
    gone = holding.card(art, user, ends_on=timezone.localdate() + timedelta(90))
    with art.within:
        Membership.objects.filter(pk=gone.membership_id).update(standing="ended")
    holding.seated(holding.opened("seedlings", "Seedlings Nursery"), user)
    asked.applied(user.name, user.email, user=user)
    Seat.objects.create(kind=Seat.Kind.APPLICANT, user=user, cooperative=asked.coop)
    visit.go("credentials:me")


@shows("credentials:me", EMPTY, heading="My cards", rows=0, row=CARDS)
def no_cards(visit):
    holder(visit)
    visit.go("credentials:me")


@shows("credentials:me", "on a team", heading="My cards", rows=0, row=CARDS)
def no_cards_of_a_team(visit):
    user, made = holder(visit), valley()
    Seat.objects.create(kind=Seat.Kind.STAFF, user=user, cooperative=made.coop)
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
    open_card(visit, holding.card(home, user, share_name=False))


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
    home = valley()
    made = holding.card(home, holder(visit))
    holding.expire(home, made)
    open_card(visit, made)


@shows("credentials:card", "replaced", heading=HEADING)
def replaced(visit):
    old = holding.card(valley(), holder(visit))
    holding.replaced(old)
    open_card(visit, old)


@shows("credentials:card", "paused", heading=HEADING)
def cooperative_suspended(visit):
    home = valley()
    made = holding.card(home, holder(visit))
    Cooperative.objects.filter(pk=home.coop.pk).update(state=Cooperative.State.SUSPENDED)
    open_card(visit, made)


@shows("credentials:card", "new", heading=HEADING)
def new_card(visit):
    old = holding.card(valley(), holder(visit))
    open_card(visit, holding.replaced(old), "?new=1")


@shows("credentials:card-replace", heading="Replace this card?")
def replace(visit):
    made = holding.card(valley(), holder(visit))
    visit.go("credentials:card-replace", code=made.code)


@shows("credentials:card-replace", "waiting", heading="Your new card is being made")
def replacing(visit):
    replace(visit)
    visit.press("Replace card")


def claim(visit, made, query=""):
    with scope.within(made.cooperative_id):
        offer = Offer.objects.get(credential=made)
    visit.go(f"/claim/{links.claim_token(offer)}/{query}")
    return offer


CLAIMED = "Your card of Green Valley Food Co-op"


@shows("credentials:claim", heading=CLAIMED)
def claimed(visit):
    claim(visit, holding.card(valley(), holding.person()))


@shows("credentials:claim", "desk", heading="Green Valley Food Co-op")
def claimed_at_the_desk(visit):
    claim(visit, holding.card(valley(), holding.person()), "?at=desk")


@shows("credentials:claim", "own", heading=CLAIMED)
def claimed_by_its_holder(visit):
    claim(visit, holding.card(valley(), holder(visit)))


@shows("credentials:claim", "stranger", heading=CLAIMED)
def claimed_by_somebody_else(visit):
    visit.sign_in(holding.person("bea@example.org", "Bea"))
    claim(visit, holding.card(valley(), holding.person()))


@shows("credentials:claim", "replaced", heading=CLAIMED)
def claimed_too_late(visit):
    old = holding.card(valley(), holding.person())
    holding.replaced(old)
    claim(visit, old)


@shows("credentials:claim", "expired", heading="This link is too old", status=410)
def claim_expired(visit):
    made = holding.card(valley(), holding.person())
    with scope.within(made.cooperative_id):
        Offer.objects.update(expires_at=timezone.now())
    claim(visit, made)


@shows("credentials:claim", "sent", heading="Look into your email")
def claim_sent_again(visit):
    claim_expired(visit)
    visit.press("Send me a new link")


@shows("credentials:claim", "unknown", heading="This link leads nowhere", status=404)
def claim_unknown(visit):
    visit.go("/claim/never-sent/")
