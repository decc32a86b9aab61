from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from benefits.cards import Card
from benefits.drafting.steps import Scene, TermForm
from benefits.errors import TermsRefusedError
from benefits.queries import Choice
from benefits.views.consent import shared_by
from tenants.dates import today_in
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


@pytest.mark.parametrize(
    ("zone", "late", "taken"),
    # A day and an hour apart, so that at every moment one of them has another date than the server.
    [("Pacific/Kiritimati", 1, False), ("Pacific/Pago_Pago", 0, True)],
)
def test_an_agreement_may_end_today_where_the_co_op_is_and_not_before(oak, elm, zone, late, taken):
    Cooperative.objects.update(time_zone=zone)
    ends_on = today_in(zone) - timedelta(late)
    typed = {"starts_on": ends_on, "ends_on": ends_on, "notice_days": 0}
    form = TermForm(typed, scene=Scene(Cooperative.objects.get(pk=oak.coop.pk)))

    assert form.is_valid() is taken
    if taken:
        scene.proposal(oak, elm, starts_on=ends_on, ends_on=ends_on)
        return
    with pytest.raises(TermsRefusedError):
        scene.proposal(oak, elm, starts_on=ends_on, ends_on=ends_on)


def _shown(home, card):
    membership = card.membership
    choice = Choice(home, card, "Alice Ashe", membership.membership_class.name)
    return shared_by(choice, "alice@example.org")
