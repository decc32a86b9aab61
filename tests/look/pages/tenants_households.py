"""Households: further cards, at the office and with the member."""

from __future__ import annotations

from tenants import outbox
from tenants.household import Person
from tenants.models import MembershipClass
from tenants.services import households
from tests.credentials import holding
from tests.look.pages.tenants_staff import at_office, go
from tests.look.registry import EMPTY, ERROR, no_page, shows

no_page("POST only, leads back to the list", "tenants:holder-decide")
INVITE = "Add somebody to the household"
FURTHER = "A further card for the household of Amara Okonkwo-Lindqvist"


def home(visit, *, staff, **values):
    """Amara, Bea who has a card, and somebody who waits."""
    valley = holding.opened()
    user = holding.person()
    card = holding.card(valley, user)
    with valley.within:
        MembershipClass.objects.filter(pk=valley.consumer.pk).update(
            **{"holders_most": 3, "holders_age": 16, **values}
        )
        card.membership.refresh_from_db()
        assert card.membership.member.user == user
        bea = households.add(card.membership, Person("Bea Lind", 2001), by=valley.steward)
        households.ask(card.membership, Person("محمد العربي", 1990, "m@example.org"), user=user)
    outbox.drain()
    visit.sign_in(valley.steward.user if staff else user)
    return valley, card, bea


@shows("credentials:household", heading="Household")
def household(visit):
    home(visit, staff=False)
    visit.go("credentials:household")


@shows("credentials:household", EMPTY, heading="Household")
def no_household(visit):
    valley = holding.opened()
    user = holding.person()
    holding.card(valley, user)
    visit.sign_in(user)
    visit.go("credentials:household")


@shows("credentials:household-invite", heading=INVITE)
def invite(visit):
    _valley, card, _bea = home(visit, staff=False)
    visit.go("credentials:household-invite", code=card.membership.code)


@shows("credentials:household-invite", ERROR, heading=INVITE)
def invite_nobody(visit):
    invite(visit)
    visit.press("Ask for the card")


@shows("credentials:household-remove", heading="Remove Bea Lind from the household?")
def give_up(visit):
    _valley, _card, bea = home(visit, staff=False)
    visit.go("credentials:household-remove", code=bea.code)


@shows("tenants:households", heading="Households", rows=1)
def all_households(visit):
    valley, _card, _bea = home(visit, staff=True)
    go(visit, valley, "households")


@shows("tenants:households", EMPTY, heading="Households", rows=0)
def no_households(visit):
    go(visit, at_office(visit), "households")


@shows("tenants:member", "with a household", heading="Amara Okonkwo-Lindqvist")
def member(visit):
    valley, card, _bea = home(visit, staff=True)
    go(visit, valley, "member", code=card.membership.member.code)


@shows("tenants:holder-add", heading=FURTHER)
def add(visit):
    valley, card, _bea = home(visit, staff=True)
    go(visit, valley, "holder-add", code=card.membership.code)


@shows("tenants:holder-add", ERROR, heading=FURTHER)
def add_nobody(visit):
    add(visit)
    visit.press("Add and make the card")


@shows("tenants:holder-remove", heading="Remove Bea Lind from the household?")
def remove(visit):
    valley, _card, bea = home(visit, staff=True)
    go(visit, valley, "holder-remove", code=bea.code)


@shows("tenants:holder-card", heading="Send Bea Lind a new card?")
def another_card(visit):
    valley, _card, bea = home(visit, staff=True)
    go(visit, valley, "holder-card", code=bea.code)
