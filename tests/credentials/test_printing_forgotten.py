"""No item of a print names who was forgotten, or anybody of their household."""

from __future__ import annotations

import pytest

from credentials.services import printing
from tenants import outbox
from tenants.household import Person
from tenants.models import Job, JobItem, Member, Membership, MembershipClass
from tenants.services import households
from tests.credentials import holding
from tests.tenants.test_forgetting_work import CANARY, gone

pytestmark = pytest.mark.django_db(transaction=True)


def test_no_item_of_a_print_names_who_was_forgotten_or_their_household():
    valley = holding.opened()
    with valley.within:
        MembershipClass.objects.filter(pk=valley.consumer.pk).update(holders_most=2)
        card = holding.card(valley, holding.person())
        Member.objects.filter(pk=card.membership.member_id).update(name=f"{CANARY} Name")
        held = Membership.objects.select_related("member").get(pk=card.membership_id)
        households.add(held, Person("Quokka7e1d Lind"), by=valley.steward)
        outbox.drain()
        paper = printing.Paper("sheet", "front", further=True)
        printing.begin([held], key=held.code, paper=paper, by=valley.steward)
        assert Job.objects.get(kind=printing.PRINT).items.count() == 2
        gone(held.member.number)

        labels = " ".join(JobItem.objects.values_list("label", flat=True))
        assert CANARY not in labels
        assert "Quokka7e1d" not in labels
