"""Cards of an entry that was merged into another one."""

from __future__ import annotations

import pytest
from django.urls import reverse

from credentials import held
from credentials.models import Credential
from tenants import outbox
from tenants.services import merging
from tests.benefits.desks import hold_out, paired
from tests.benefits.scene import Side
from tests.credentials import holding

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def valley():
    made = holding.opened()
    with made.within:
        yield made


def test_old_cards_are_old_and_lead_to_the_new_number(valley):
    kept = holding.card(valley, holding.person())
    old = holding.card(valley, holding.person("amara@example.net", "Amara"))
    keep, gone = kept.membership.member, old.membership.member
    seen = merging.fingerprint(keep, gone)
    merging.merge(keep, gone, from_gone={}, seen=seen, by=valley.steward)
    outbox.drain()
    old.refresh_from_db()
    verdict = valley.browser().get(reverse("credentials:verdict-json", args=[old.card_code]))
    side = Side(valley.coop, valley.steward, valley.consumer, valley.consumer)
    desk = paired(side)
    page = hold_out(desk, old.card_code).text
    by_number = hold_out(desk, gone.number).text
    newest = Credential.objects.get(superseded_at=None)

    assert verdict.json()["verdict"] == "replaced"
    assert "Old card" in page
    assert f"The member number is {keep.number} now." in page
    assert keep.name in by_number
    assert newest.membership.member == keep
    assert held.newest(old) == newest
