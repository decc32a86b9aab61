"""Whoever is interested in the demonstration: somebody in every state, told once."""

from __future__ import annotations

import pytest

from coopportal.demo import wanted
from tenants.models import Interest, InterestLetter
from tests.demo.conftest import HOUSES, NOW

pytestmark = pytest.mark.usefixtures("demo")


def test_somebody_is_in_every_state():
    assert set(Interest.objects.values_list("state", flat=True)) == set(Interest.State.values) - {
        Interest.State.INVITED  # its co-op is not among the few that this test builds
    }


def test_told_again_nobody_is_added():
    before = Interest.objects.count()
    wanted.tell([house.slug for house in HOUSES], now=NOW)

    assert Interest.objects.count() == before == len(wanted.WANTED) + 1


def test_no_letter_of_long_ago_leaves_now():
    assert not InterestLetter.objects.filter(state=InterestLetter.State.WAITING).exists()
    assert InterestLetter.objects.filter(state=InterestLetter.State.FAILED).exists()
