from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from credentials.models import Credential
from tenants.models import Application, Cooperative, Locator, Membership, Seat
from tenants.secrets import application_token, digest
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    return holding.opened()


@pytest.fixture
def amara():
    return holding.person()


def page(user, address="/me/", status=200):
    answer = holding.signed_in(user).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def of(card, path=""):
    return f"/me/cards/{card.code}/{path}"


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def standing(home, card, value):
    with home.within:
        Membership.objects.filter(pk=card.membership_id).update(standing=value)


def test_the_cards_of_every_co_op_stand_on_one_page_each_in_its_colour(valley, amara):
    tools = holding.opened("hillside", "Hillside Tool Library", colour="#F2B705")
    cards = [holding.card(valley, amara), holding.card(tools, amara)]

    shown = page(amara)

    for card in cards:
        assert of(card) in shown
    assert 'fill="#0b5d4b"' in shown
    assert 'fill="#f2b705"' in shown
    assert "No card yet" not in shown


def test_only_the_newest_card_of_a_membership_is_listed(valley, amara):
    old = holding.card(valley, amara)
    new = holding.replaced(old)

    shown = page(amara)

    assert of(new) in shown
    assert of(old) not in shown
    assert of(new) in page(amara, of(old)), "the old one leads to the new one"


def test_without_a_card_the_page_says_how_to_find_the_co_op(amara):
    shown = page(amara)

    assert "No card yet" in shown
    assert "/directory/" in shown
    assert amara.email in shown


def test_a_member_without_a_card_yet_reads_that_it_is_being_made(valley, amara):
    holding.seated(valley, amara)

    shown = page(amara)

    assert "is being made" in shown
    assert "No card yet" not in shown


def test_an_application_under_way_is_linked(valley, amara):
    row = valley.applied(amara.name, amara.email, user=amara)
    Seat.objects.create(kind=Seat.Kind.APPLICANT, user=amara, cooperative=valley.coop)
    Locator.objects.create(
        kind=Locator.Kind.APPLICATION,
        digest=digest("locator", application_token(row.code)),
        cooperative=valley.coop,
        target=row.code,
    )

    link = re.search(r"/a/[^\"]+/", page(amara))[0]

    assert Client().get(link).status_code == 200
    with valley.within:
        Application.objects.filter(pk=row.pk).update(state=Application.State.WITHDRAWN)
    assert "/a/" not in page(amara)


@pytest.mark.parametrize(
    ("left", "sentence"), [(0, "Good for 1 more day."), (29, "Good for 30 more days."), (30, "")]
)
def test_a_card_that_runs_out_soon_says_so(valley, amara, left, sentence):
    holding.card(valley, amara, ends_on=timezone.localdate() + timedelta(left))

    shown = page(amara)

    assert sentence in shown
    assert ("Good for" in shown) == bool(sentence)


def test_what_is_over_stands_apart(valley, amara):
    card = holding.card(valley, amara)
    assert "Earlier cards" not in page(amara)

    standing(valley, card, Membership.Standing.ENDED)

    assert "Earlier cards" in page(amara)


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("suspended", "When it is settled, this same card works again."),
        ("ended", "This membership has ended"),
        ("expired", "This card has run out"),
        ("replaced", "This is an old card"),
        ("not_yet", "This card is not valid yet"),
        ("paused", "This is not about you."),
    ],
)
def test_a_card_that_does_not_count_says_why_and_shows_no_code(valley, amara, state, sentence):
    starts = {"starts_on": timezone.localdate() + timedelta(2)} if state == "not_yet" else {}
    card = holding.card(valley, amara, **starts)
    if state == "expired":
        holding.expire(valley, card)
    if state == "replaced":
        holding.replaced(card)
    if state in Membership.Standing:
        standing(valley, card, state)
    if state == "paused":
        Cooperative.objects.update(state=Cooperative.State.SUSPENDED)

    for address in (of(card), of(card, "?at=desk")):
        shown = page(amara, address)

        assert sentence in text_of(shown)
        assert "data:image/svg+xml" not in shown
        assert "Show at the desk" not in shown


def test_the_card_shows_its_code_its_facts_and_whom_to_ask(valley, amara):
    card = holding.card(valley, amara)

    shown = page(amara, of(card))

    words_shown = text_of(shown)
    assert "data:image/svg+xml;base64," in shown
    for fact in (
        "Green Valley Food Co-op",
        "Amara Okonkwo-Lindqvist",
        card.membership.member.number,
        f"{card.card_code[:4]} {card.card_code[4:]}",
        "Consumer member",
        "office@green-valley.example.org",
        "01234 567890",
    ):
        assert fact in words_shown
    assert "?at=desk" in shown


def test_at_the_desk_there_is_nothing_but_the_card(valley, amara):
    card = holding.card(valley, amara)

    shown = page(amara, of(card, "?at=desk"))

    assert "data:image/svg+xml;base64," in shown
    assert card.membership.member.number in shown
    assert of(card) in shown
    assert "site-header" not in shown
    assert "Keep a copy" not in shown


def test_the_face_says_what_was_signed_whatever_the_register_says_by_now(valley, amara):
    card = holding.card(valley, amara)
    with valley.within:
        member = card.membership.member
        member.name = "Somebody Else"
        member.save()

    assert "Amara Okonkwo-Lindqvist" in page(amara, of(card))


def test_a_name_that_was_not_agreed_to_stands_nowhere_on_the_card(valley, amara):
    card = holding.card(valley, amara, share_name=False)

    shown = page(amara, of(card))

    assert amara.name not in shown
    assert "Not in the card" in shown


def test_a_card_that_did_not_pass_its_check_is_seen_by_nobody(valley, amara):
    card = holding.card(valley, amara)
    with valley.within:
        Credential.objects.update(checked_at=None)

    assert "is being made" in page(amara)
    for path in PAGES:
        page(amara, of(card, path), status=404)


PAGES = ("", "card.json", "qr.png", "qr.svg", "card.pdf")


@pytest.mark.parametrize("path", PAGES)
def test_somebody_elses_card_is_as_absent_as_one_that_never_was(valley, amara, path):
    card = holding.card(valley, amara)
    bea = holding.person("bea@example.org", "Bea")
    holding.card(valley, bea)
    browser = holding.signed_in(bea)

    theirs, none = browser.get(of(card, path)), browser.get(f"/me/cards/{uuid4()}/{path}")

    assert holding.signed_in(amara).get(of(card, path)).status_code == 200
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert theirs.content == none.content


@pytest.mark.parametrize("path", PAGES)
def test_staff_and_operators_hold_no_cards_of_members(valley, amara, admin_user, path):
    card = holding.card(valley, amara)

    for user in (valley.steward.user, valley.owner.user, admin_user):
        assert holding.signed_in(user).get(of(card, path)).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_who_is_not_signed_in_is_asked_to(valley, amara, path):
    answer = Client().get(of(holding.card(valley, amara), path))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=/me/cards/")


def test_nothing_here_is_kept_by_anybody_on_the_way(valley, amara):
    card = holding.card(valley, amara)

    for address in ("/me/", *(of(card, path) for path in PAGES)):
        answer = holding.signed_in(amara).get(address)
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_card_is_only_read(valley, amara, path, method):
    browser = holding.signed_in(amara)

    assert getattr(browser, method)(of(holding.card(valley, amara), path)).status_code == 405
