"""Households: further card holders, their cards, one vote, and what ends them."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from credentials import held
from credentials.models import StatusList
from credentials.services import status
from tenants import household, outbox
from tenants.household import Person
from tenants.household_errors import (
    HouseholdFullError,
    NoHouseholdError,
    OtherHouseholdError,
    TooYoungError,
)
from tenants.models import Holder, Letter, Membership
from tenants.services import changing, forgetting_members, households, leaving, members
from tests import build
from tests.benefits.desks import hold_out, paired
from tests.benefits.scene import Side
from tests.credentials import holding
from tests.credentials.together import allow, theirs, with_bea

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    made = holding.opened()
    with made.within:
        allow(made, holders_most=2)
        yield made


def subject(card):
    return json.loads(card.document)["credentialSubject"]


def test_a_further_card_names_the_same_membership_and_has_no_vote(valley):
    allow(valley, card_vote=True)
    _user, card, bea = with_bea(valley)
    further = theirs(bea).get()
    own, other = subject(card), subject(further)

    assert other["membershipId"] == own["membershipId"]
    assert other["membershipNumber"] == own["membershipNumber"]
    assert (own["name"], other["name"]) == ("Amara Okonkwo-Lindqvist", "Bea Lind")
    assert (own["votingMember"], other["votingMember"]) == (True, False)
    assert "evidence" not in json.loads(further.document)
    assert further.checked_at is not None
    card.refresh_from_db()
    assert card.superseded_at is None


def test_the_kind_of_membership_says_how_many_and_from_which_age(valley):
    _user, card, _bea = with_bea(valley)
    year = timezone.localdate().year
    allow(valley, holders_age=16)
    with pytest.raises(TooYoungError):
        households.add(card.membership, Person("Cy", year - 15), by=valley.steward)
    assert households.add(card.membership, Person("Cy", year - 16), by=valley.steward).birth_year
    with pytest.raises(HouseholdFullError):
        households.add(card.membership, Person("Dee", 1980), by=valley.steward)
    other = holding.card(valley, holding.person("dee@example.org", "Dee"))
    allow(valley, holders_most=0)
    with pytest.raises(NoHouseholdError):
        households.add(other.membership, Person("Eve", 1980), by=valley.steward)


def test_one_person_is_in_one_household_and_an_address_makes_none(valley):
    _user, card, bea = with_bea(valley, email="bea@example.org")
    other = holding.card(valley, holding.person("dee@example.org", "Dee"))
    with pytest.raises(OtherHouseholdError):
        households.add(other.membership, Person("Bea", email="bea@example.org"), by=valley.steward)
    shared = households.add(
        card.membership, Person("Cy", email="amara@example.org"), by=valley.steward
    )

    assert bea.email == "bea@example.org"
    assert shared.email == ""
    assert household.of_member(other.membership.member)["rows"][0]["serving"] == []


def test_what_changes_the_membership_changes_all_cards_and_one_mail_brings_them(valley):
    _user, card, bea = with_bea(valley)
    before = Letter.objects.filter(kind="card").count()
    members.renew_membership(card.membership, by=valley.steward)
    outbox.drain()
    first, second = theirs(bea)
    (letter,) = Letter.objects.filter(kind="card")[: Letter.objects.count() - before][:1]
    own = held.newest(card)

    assert first.superseded_at is not None
    assert second.superseded_at is None
    assert second.valid_until == own.valid_until
    assert Letter.objects.filter(kind="card").count() == before + 1
    assert letter.to == "amara@example.org"


def test_a_new_card_for_one_leaves_the_others(valley):
    user, card, bea = with_bea(valley)
    further = theirs(bea).get()
    for _press in range(2):
        households.ask_for_new_card(bea, key=further.code, user=user)
    outbox.drain()
    members.ask_for_new_card(card.membership, by=valley.steward, key=uuid4())
    outbox.drain()

    assert theirs(bea).count() == 2
    assert held.newest(card).generation == 2
    assert theirs(bea).get(superseded_at=None).generation == 2


def revoked(card):
    listed = StatusList.objects.get(series=card.series_id, purpose="revocation")
    return card.position in status._marks([listed.series_id])[card.series_id, "revocation"]


def verdict(valley, card):
    browser = valley.browser()
    return browser.get(reverse("credentials:verdict-json", args=[card.card_code])).json()


def test_who_is_removed_has_no_card_any_more_and_the_member_keeps_theirs(valley):
    _user, card, bea = with_bea(valley)
    further = theirs(bea).get()
    households.remove(bea, by=valley.steward)
    outbox.drain()

    assert revoked(further)
    assert not revoked(card)
    assert verdict(valley, further)["verdict"] == "ended"
    assert verdict(valley, card)["verdict"] == "good"


def test_all_cards_end_with_the_membership(valley):
    _user, card, bea = with_bea(valley)
    members.end_membership(card.membership, reason="resigned", by=valley.steward)
    outbox.drain()

    assert revoked(theirs(bea).get())
    assert verdict(valley, theirs(bea).get())["verdict"] == "ended"
    assert Letter.objects.filter(kind="membership_ended").count() == 1


def test_another_kind_with_fewer_cards_takes_the_last_ones_back(valley):
    _user, card, bea = with_bea(valley)
    cy = households.add(card.membership, Person("Cy"), by=valley.steward)
    outbox.drain()
    alone = build.membership_class(name="Single", holders_most=1)
    changing.change_class(card.membership, alone, on=timezone.localdate(), by=valley.steward)
    outbox.drain()
    bea.refresh_from_db()
    cy.refresh_from_db()

    assert (bea.state, cy.state) == ("active", "removed")


def test_a_desk_reads_that_it_is_a_further_holder(valley):
    _user, _card, bea = with_bea(valley)
    side = Side(valley.coop, valley.steward, valley.consumer, valley.consumer)
    page = hold_out(paired(side), theirs(bea).get().card_code).text

    assert "Bea Lind" in page
    assert "of the household of Amara Okonkwo-Lindqvist" in page


def test_who_was_of_the_household_is_forgotten_with_the_member(valley):
    _user, card, bea = with_bea(valley, email="bea@example.org")
    leaving.set_rules(own_months={}, by=valley.owner, retention_years=0)
    members.end_membership(card.membership, reason="resigned", by=valley.steward)
    Membership.objects.filter(pk=card.membership.pk).update(ends_on="2020-01-01")
    forgetting_members.anonymise_due()
    outbox.drain()
    bea.refresh_from_db()

    assert (bea.name, bea.email, bea.user) == ("", "", None)
    assert theirs(bea).get().document == "{}"


def test_who_was_removed_long_ago_is_forgotten(valley):
    _user, _card, bea = with_bea(valley)
    households.remove(bea, by=valley.steward)
    forgetting_members.forget_holders_due()
    assert Holder.objects.get().name == "Bea Lind"
    Holder.objects.update(removed_at="2019-05-01T00:00Z")
    forgetting_members.forget_holders_due()
    assert Holder.objects.get().name == ""
