"""Another signs from now on: everybody gets a card from whoever signs now, and nothing comes from before."""

from __future__ import annotations

import json

import pytest
from django.utils import timezone

from credentials.errors import IssuerRefusedError
from credentials.models import CardOrder, IssuedBy, Ruling
from credentials.services import issuance, ordering, signing_for, status
from tenants import outbox
from tenants.models import Event
from tests.credentials.deputies import due_now, hand_over, may_sign
from tests.credentials.members import card_of, carded, cards_of, started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made():
    return may_sign()


@pytest.fixture
def signing(made):
    hand_over(made)
    return made


def test_when_it_hands_over_every_member_gets_a_new_card_and_the_old_one_is_old(made):
    membership, own = carded(made.oak.coop)
    hand_over(made)

    first, second = cards_of(membership)
    assert (first.pk, first.signer) == (own.pk, "")
    assert second.signer == made.body.coop.did
    assert first.superseded_at is not None

    with made.oak.within:
        ordering.sign_ourselves(by=made.oak.owner)
    outbox.drain()

    third = card_of(membership)
    assert third.signer == ""
    assert [json.loads(each.document)["credentialSubject"]["membershipId"] for each in cards_of(membership)] == [membership.identifier] * 3  # fmt: skip
    with made.oak.within:
        assert [row.until is None for row in IssuedBy.objects.all()] == [False]
        assert Event.objects.filter(name="IssuerChanged").count() == 2


def test_who_chooses_the_same_federation_twice_has_chosen_it_once(signing):
    membership, card = carded(signing.oak.coop)
    hand_over(signing)

    assert cards_of(membership) == [card]
    with signing.oak.within:
        assert IssuedBy.objects.get().until is None
        assert Event.objects.filter(name="IssuerChanged").count() == 1


def test_who_waits_for_a_card_gets_one_when_the_co_op_signs_for_itself(signing):
    membership = stuck(signing)
    with signing.oak.within:
        ordering.sign_ourselves(by=signing.oak.owner)
    outbox.drain()
    assert card_of(membership).signer == ""

    allow_again(signing)
    due_now()

    assert [each.signer for each in cards_of(membership)] == [""]


def test_an_order_that_was_given_up_stays_so_when_the_federation_signs_again(signing):
    membership = stuck(signing)
    with signing.oak.within:
        ordering.sign_ourselves(by=signing.oak.owner)
    allow_again(signing)
    hand_over(signing)
    due_now()

    [card] = cards_of(membership)
    assert (card.signer, card.cause[:7]) == (signing.body.coop.did, "issuer-")


def test_what_was_signed_for_a_co_op_that_signs_itself_by_now_is_not_stored(signing):
    membership = stuck(signing)
    allow_again(signing)
    with signing.oak.within:
        asked = ordering.read_orders([str(CardOrder.objects.get().code)])
    with signing.body.within:
        signed = signing_for.sign_for(
            asked,
            take_places=issuance.take_places,
            publish=status.publish_series,
        )
    with signing.oak.within:
        ordering.sign_ourselves(by=signing.oak.owner)
    outbox.drain()

    with signing.oak.within:
        ordering.store_cards(list(zip(asked, signed, strict=True)))

    assert [each.signer for each in cards_of(membership)] == [""]


def test_nothing_is_ordered_from_a_federation_that_signs_no_more(signing):
    [membership] = started(signing.oak.coop)
    order = ordering.Order(str(membership.code), "started", timezone.now())
    with signing.oak.within:
        ordering.sign_ourselves(by=signing.oak.owner)
        with pytest.raises(IssuerRefusedError):
            ordering.order_cards([order], signing.body.coop)
        assert not CardOrder.objects.exists()


def stuck(signing):
    """A membership whose first card the federation does not sign."""
    signing.suspend(signing.row)
    outbox.drain()
    [membership] = started(signing.oak.coop)
    outbox.drain()
    assert cards_of(membership) == []
    return membership


def allow_again(signing):
    signing.decide(signing.row, kind=Ruling.Kind.RESTORE, valid_until=None, assurance="")
