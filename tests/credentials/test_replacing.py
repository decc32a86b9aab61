from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client

from tenants import outbox
from tenants.errors import ChangedMeanwhileError
from tenants.models import Membership
from tenants.services import members
from tests.credentials import holding
from tests.credentials.members import cards_of

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


def replace(user, card):
    return holding.signed_in(user).post(of(card, "replace/"))


def test_a_lost_card_is_replaced_and_the_new_one_is_shown(valley, amara):
    old = holding.card(valley, amara)
    browser = holding.signed_in(amara)
    assert of(old, "replace/") in page(amara, of(old))
    assert "Replace this card?" in page(amara, of(old, "replace/"))

    answer = browser.post(of(old, "replace/"))
    assert answer["Location"] == of(old, "replace/")
    assert "is being made" in page(amara, of(old, "replace/"))
    outbox.drain()
    there = browser.get(of(old, "replace/"))

    new = holding.newest(old.membership)
    assert there["Location"] == of(new, "?new=1")
    assert "This is your new card" in page(amara, there["Location"])
    assert new.card_code != old.card_code


def test_a_lost_card_is_replaced_once_however_often_it_is_asked(valley, amara):
    old = holding.card(valley, amara)

    for _ in range(3):
        replace(amara, old)
    outbox.drain()
    replace(amara, old)
    outbox.drain()

    generations = [card.generation for card in cards_of(old.membership)]
    assert generations == [1, 2]


def test_a_suspended_members_card_is_replaced_and_stays_paused(valley, amara):
    old = holding.card(valley, amara)
    standing(valley, old, Membership.Standing.SUSPENDED)

    replace(amara, old)
    outbox.drain()

    new = holding.newest(old.membership)
    assert new.generation == 2
    assert "This card is paused" in page(amara, of(new))


@pytest.mark.parametrize("state", ["ended", "expired", "replaced"])
def test_what_is_over_is_not_replaced(valley, amara, state):
    card = holding.card(valley, amara)
    if state == "expired":
        holding.expire(valley, card)
    elif state == "replaced":
        holding.replaced(card)
    else:
        standing(valley, card, state)
    before = len(cards_of(card.membership))

    assert replace(amara, card).status_code == 302
    outbox.drain()

    assert len(cards_of(card.membership)) == before
    assert "Replace this card" not in page(amara, of(card))


def test_nobody_replaces_somebody_elses_card(valley, amara):
    card = holding.card(valley, amara)
    bea = holding.person("bea@example.org", "Bea")
    holding.card(valley, bea)

    for user in (bea, valley.owner.user):
        assert replace(user, card).status_code == 404
        with valley.within, pytest.raises(ChangedMeanwhileError):
            members.replace_own_card(card.membership, user=user, key=card.code)
    assert Client().post(of(card, "replace/")).status_code == 302
    outbox.drain()

    assert len(cards_of(card.membership)) == 1


def test_nobody_makes_the_portal_print_cards_without_end(valley, amara):
    cache.clear()
    card, answers = holding.card(valley, amara), []
    for _ in range(7):
        answers.append(replace(amara, card).status_code)
        outbox.drain()
        card = holding.newest(card.membership)

    assert answers == [302] * 5 + [429] * 2
