"""Households on their pages: with the member, with who has a further card, and at the office."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tenants import outbox
from tenants.household import Person
from tenants.models import Holder, Letter, Seat, User
from tenants.services import households, seats
from tests.credentials import holding
from tests.credentials.together import allow, amara_of, theirs, with_bea

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    made = holding.opened()
    with made.within:
        allow(made, holders_most=2)
        yield made


def test_a_member_asks_and_the_team_decides(valley):
    user, card = amara_of(valley)
    browser, office = holding.signed_in(user), valley.browser()
    invite = reverse("credentials:household-invite", args=[card.membership.code])
    empty = browser.post(invite, {"name": ""})
    browser.post(invite, {"name": "Bea Lind", "email": "bea@example.org", "share_name": "on"})
    bea = Holder.objects.get()
    listed = office.get(reverse("tenants:households", args=[valley.coop.slug]))
    decide = reverse("tenants:holder-decide", args=[valley.coop.slug, bea.code])

    assert empty.status_code == 422
    assert 'badge-info count">1<' in listed.text
    assert bea.state == "asked"
    assert "Give Bea Lind a card" in listed.text
    assert not theirs(bea).exists()
    office.post(decide, {"admit": "1"})
    again = office.post(decide, {"decline": "1"}, follow=True)
    outbox.drain()
    assert "This was decided already." in again.text
    assert theirs(bea).get().checked_at is not None
    assert Letter.objects.get(about=theirs(bea).get().code).to == "bea@example.org"
    assert "Has the card at bea@example.org." not in browser.get("/me/").text


def test_what_was_said_of_who_is_declined_is_deleted(valley):
    user, card = amara_of(valley)
    bea = households.ask(card.membership, Person("Bea Lind", email="bea@example.org"), user=user)
    households.decline(bea, by=valley.steward)
    bea.refresh_from_db()

    assert (bea.state, bea.name, bea.email) == ("declined", "", "")


def test_where_the_kind_says_so_no_one_has_to_decide(valley):
    allow(valley, holders_approval=False)
    user, card = amara_of(valley)
    bea = households.ask(card.membership, Person("Bea Lind"), user=user)
    outbox.drain()
    page = holding.signed_in(user).get("/me/household/").text

    assert theirs(bea).exists()
    assert "Open the card" in page
    opened = holding.signed_in(user).get(f"/me/cards/{theirs(bea).get().code}/")
    assert "A further card of a household" in opened.text


def test_a_holder_signs_in_sees_their_card_alone_and_gives_it_back(valley):
    _user, card, bea = with_bea(valley, email="bea@example.org")
    person = User.objects.get(email="bea@example.org")
    person.emailaddress_set.update(verified=True)
    seats.claim_seats(person)
    browser = holding.signed_in(person)
    further = theirs(bea).get()
    page = browser.get("/me/").text

    assert Seat.objects.filter(user=person, kind="member").exists()
    assert reverse("credentials:card", args=[further.code]) in page
    assert browser.get(reverse("credentials:card", args=[card.code])).status_code == 404
    leave = browser.get(reverse("credentials:card-leave", args=[further.code]))
    assert leave.status_code == 302
    assert (
        browser.get(
            reverse("credentials:household-invite", args=[card.membership.code])
        ).status_code
        == 404
    )
    assert "Bea Lind" in browser.get("/me/privacy/").text
    browser.post(reverse("credentials:household-remove", args=[bea.code]))
    bea.refresh_from_db()
    assert bea.state == "removed"


def test_a_stranger_finds_nobody(valley):
    _user, card, bea = with_bea(valley)
    stranger = holding.signed_in(holding.person("eve@example.org", "Eve"))

    for route, code in (("household-invite", card.membership.code), ("household-remove", bea.code)):
        assert stranger.get(reverse(f"credentials:{route}", args=[code])).status_code == 404
    assert "Bea Lind" not in stranger.get("/me/household/").text


def test_staff_add_remove_and_replace_on_the_member_page(valley):
    _user, card = amara_of(valley)
    office, slug = valley.browser(), valley.coop.slug
    add = reverse("tenants:holder-add", args=[slug, card.membership.code])
    nameless = office.post(add, {"name": ""})
    office.post(add, {"name": "Bea Lind", "share_name": "on"})
    bea = Holder.objects.get()
    page = office.get(reverse("tenants:member", args=[slug, card.membership.member.code])).text
    outbox.drain()
    new = reverse("tenants:holder-card", args=[slug, bea.code])
    key = office.get(new).context["hidden"]["key"]
    office.post(new, {"key": key})
    outbox.drain()
    office.post(reverse("tenants:holder-remove", args=[slug, bea.code]))
    gone = office.get(reverse("tenants:holder-remove", args=[slug, bea.code]), follow=True)

    assert nameless.status_code == 422
    assert "Bea Lind" in page
    assert "1 more may be added." in page
    assert theirs(bea).count() == 2
    assert "Is in the household no more." in gone.text
