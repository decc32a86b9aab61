"""A steward sends a card once more: once per page, and only one that is good to have."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from tenants import outbox
from tenants.models import Membership
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    return holding.opened()


@pytest.fixture
def card(valley):
    return holding.card(valley, holding.person())


def press(valley, card, **data):
    with valley.within:
        address = reverse("credentials:card-send", args=[valley.coop.slug, card.membership.code])
    answer = valley.browser().post(address, data, follow=True)
    outbox.drain()
    return answer


def page_of(valley, card):
    with valley.within:
        code = card.membership.member.code
    return valley.browser().get(reverse("tenants:member", args=[valley.coop.slug, code])).text


def test_the_card_is_sent_again_once_per_page(valley, card, mailoutbox):
    mailoutbox.clear()
    assert "Send again" in page_of(valley, card)
    key = uuid4()
    for _click in range(2):
        answer = press(valley, card, key=str(key))

    assert "The card is on its way to" in answer.text
    assert len(mailoutbox) == 1
    press(valley, card, key=str(uuid4()))
    assert len(mailoutbox) == 2


def test_what_is_no_key_sends_nothing(valley, card, mailoutbox):
    mailoutbox.clear()

    assert press(valley, card, key="x").status_code == 409
    assert press(valley, card).status_code == 409
    assert mailoutbox == []


def test_the_card_of_an_ended_membership_is_not_sent(valley, card, mailoutbox):
    with valley.within:
        Membership.objects.update(standing=Membership.Standing.ENDED)
    mailoutbox.clear()

    assert "Send again" not in page_of(valley, card)
    assert press(valley, card, key=str(uuid4())).status_code == 409
    assert mailoutbox == []
