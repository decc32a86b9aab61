"""The demonstration's registers: a list taken over with errors, addresses, and who speaks for a member."""

from __future__ import annotations

import pytest

from coopportal.demo import cast, holding, paying, registering
from tenants import money, register, scope
from tenants.models import (
    Cooperative,
    Due,
    Holder,
    Import,
    Member,
    Representative,
    ShareEntry,
    Tag,
)
from tests.demo.conftest import NOW

pytestmark = pytest.mark.usefixtures("demo")


def test_a_list_is_taken_over_with_errors_and_told_again_nothing_is_added():
    here = {cast.HILLSIDE, cast.COMMONLANDS}
    for _again in range(2):
        with scope.within(Cooperative.objects.get(slug=cast.HILLSIDE).pk):
            [row] = Import.objects.all()
            assert row.job.counts == {"created": 3, "failed": 2}
            assert Member.objects.exclude(address="").count() == len(registering.STREETS)
            assert Tag.objects.count() == len(registering.TAGS)
            assert Holder.objects.get().has_card
        with scope.within(Cooperative.objects.get(slug=cast.COMMONLANDS).pk):
            assert Representative.objects.get().votes
        registering.work(here, now=NOW)


def test_shares_are_held_since_members_joined_and_nobody_gets_them_twice():
    with scope.within(Cooperative.objects.get(slug=cast.GREEN_VALLEY).pk):
        entries = ShareEntry.objects.count()
        assert entries >= 3
        assert register.strays() == []
        holding.subscribe({cast.GREEN_VALLEY}, now=NOW)
        assert ShareEntry.objects.count() == entries


def test_some_have_paid_some_are_late_and_nobody_is_asked_twice():
    with scope.within(Cooperative.objects.get(slug=cast.HILLSIDE).pk):
        asked = Due.objects.filter(by__isnull=False).count()
        assert asked >= 3
        assert money.open_dues().count() < Due.objects.count()
        paying.ask({cast.HILLSIDE}, now=NOW)
        assert Due.objects.filter(by__isnull=False).count() == asked
