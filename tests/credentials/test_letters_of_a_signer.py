"""Where a federation signs a co-op's cards, letters about its accreditation say what that means for them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from credentials.models import Accreditation, Ruling
from credentials.services import accrediting
from tenants import outbox
from tests.credentials.deputies import hand_over, may_sign
from tests.credentials.members import carded

pytestmark = pytest.mark.django_db(transaction=True)
HOW = "an owner of Oak can choose that the co-op signs them itself"


def suspended(made):
    made.suspend(made.row)


def revoked(made):
    made.decide(made.row, kind=Ruling.Kind.REVOKE, valid_until=None, assurance="", reason="Sold.")


def clocks(made, days):
    with made.body.within:
        last = timezone.localdate() + timedelta(days)
        Accreditation.objects.filter(pk=made.row.pk).update(valid_until=last)
        accrediting.turn_clocks()


def lapsed(made):
    clocks(made, -1)


def lapsing(made):
    clocks(made, 20)


def letters(made, act, mailoutbox):
    outbox.drain()
    mailoutbox.clear()
    act(made)
    outbox.drain()
    return {mail.to[0]: " ".join(mail.body.split()) for mail in mailoutbox}


SAID = [
    (suspended, "Commons Federation signs your cards. Until it is restored, they count nowhere."),
    (revoked, "Commons Federation signed your cards. From now on they count nowhere."),
    (lapsed, "They stopped counting with the accreditation."),
    (lapsing, "When the accreditation lapses, they stop counting at once."),
]


@pytest.mark.parametrize(("act", "said"), SAID)
def test_the_co_op_hears_that_its_cards_stop_counting(act, said, mailoutbox):
    made = may_sign()
    hand_over(made)
    carded(made.oak.coop)

    told = letters(made, act, mailoutbox)

    assert said in told["owner@oak.example.org"]
    assert (HOW in told["owner@oak.example.org"]) is (act is not lapsing)
    if act in {lapsed, lapsing}:
        assert said in told["owner@commons.example.org"]


@pytest.mark.parametrize(("act", "said"), SAID)
def test_who_signs_its_own_cards_hears_nothing_of_it(act, said, mailoutbox):
    made = may_sign()
    carded(made.oak.coop)

    told = letters(made, act, mailoutbox)

    assert told
    assert not [body for body in told.values() if said in body or HOW in body]
