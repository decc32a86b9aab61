"""Between the invented co-ops there is an agreement in every state that exists, once each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils import timezone

from benefits import agreed, queries
from benefits.models import Agreement, AgreementVersion, PairException, Pause
from coopportal.demo import building, cast, dealings, pacting
from tenants import nudging, scope
from tenants.models import Cooperative

HOUSES = tuple(replace(one, members=0) for one in cast.HOUSES)


def deal(now):
    slugs = {house.slug for house in HOUSES}
    with nudging.without_nudges():
        pacting.agree(slugs, now=now)
        dealings.go_on(slugs, now=now)


def counts():
    models = (Agreement.networks, AgreementVersion.objects, PairException.objects, Pause.objects)
    return [rows.count() for rows in models]


@pytest.mark.django_db(transaction=True)
def test_every_state_of_an_agreement_is_there_and_nothing_twice():
    now = timezone.now()
    for house in HOUSES:
        building.open_house(house, now=now)
    deal(now)
    once = counts()
    deal(now)

    assert counts() == once
    seen = {}
    for here in Cooperative.objects.all():
        with scope.within(here.pk):
            seen[here.slug] = agreed.sides_of_all()
    everything = [sides for rows in seen.values() for sides in rows]
    assert {sides.state for sides in everything} == {
        "proposed",
        "in_force",
        "paused",
        "declined",
        "ended",
    }
    assert any(sides.days_left == 10 for sides in everything)
    assert any(sides.open and sides.ruling for sides in everything), "a change is asked for"
    assert any(sides.open and sides.open.number > 1 and not sides.ruling for sides in everything), (
        "a proposal is answered with other terms"
    )
    assert any(sides.size == 3 for sides in everything)
    assert any(
        bond.ours_today and not bond.they_give for sides in everything for bond in sides.bonds()
    )
    [network] = Agreement.networks.all()
    with scope.within(Cooperative.objects.get(slug="tidewater").pk):
        names = {bond.theirs.name for bond in queries.in_force() if bond.agreement == network}
    assert "Oak Street Food Co-op" in names
