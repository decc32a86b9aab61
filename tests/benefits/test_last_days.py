from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from benefits.cards import Card
from benefits.queries import Choice
from benefits.views.consent import shared_by
from tenants.models import Cooperative
from tests.benefits import scene
from tests.benefits.visiting import member

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland"])
def test_a_card_counts_through_its_last_day_and_not_a_day_longer(oak, elm, zone):
    Cooperative.objects.update(time_zone=zone)
    scene.agreed(oak, elm)
    for coop in (oak.coop, elm.coop):
        coop.refresh_from_db()
    _user, card = member(oak, "alice@example.org")
    last = timezone.localdate() + timedelta(200)
    shown = Card.read(json.loads(card.document)).claims(home="", genuine=True, time_zone=zone)

    assert shown.valid_until == last
    with oak.within:
        assert [row["value"] for row in _shown(oak.coop, card) if "until" in row["label"]] == [last]


def _shown(home, card):
    membership = card.membership
    choice = Choice(home, card, "Alice Ashe", membership.membership_class.name)
    return shared_by(choice, "alice@example.org")
