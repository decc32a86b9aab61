"""What the invented co-ops give one another: every rule somewhere, and uses that came in by the same door."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.management import call_command
from django.test import Client

from benefits.eligibility.benefit import RETIRED, RULES
from benefits.eligibility.kinds import KINDS
from benefits.models import Clearance, Redemption, ShopCode
from coopportal.demo import cast, offers, using
from coopportal.demo.building import build
from credentials import own
from tenants import scope
from tenants.models import Cooperative, User
from tests.demo.conftest import NOW

HOUSES = tuple(
    replace(one, members=5)
    for one in cast.HOUSES
    if one.slug in {each.host for each in using.USED} | {each.home for each in using.USED}
)


def test_every_rule_and_every_kind_is_agreed_somewhere():
    gifts = [
        gift for host, home in offers.GIFTS for gift in offers.given(host, home, year=NOW.year)
    ]
    used = {rule.name for gift in gifts for rule in gift.rules}
    kinds = {gift.kind for gift in gifts} | {"visiting_membership"}  # every pact has one

    written = {name for name, rule in RULES.items() if rule not in RETIRED}
    assert written - used == set()
    assert set(KINDS) - kinds == set()


@pytest.fixture
def nothing(transactional_db):
    call_command("flush", interactive=False, verbosity=0)


def test_uses_stand_in_the_log_and_a_second_building_adds_none(nothing):
    for _time in range(2):
        build(now=NOW, say=lambda _line: None, houses=HOUSES)

    for each in using.USED:
        host = Cooperative.objects.get(slug=each.host)
        with scope.within(host.pk):
            uses = list(Redemption.objects.filter(benefit=each.benefit))
            assert uses, each.benefit
            assert {use.units for use in uses} == {each.units}
            assert len({use.pseudonym for use in uses}) == len(uses)
        with scope.within(Cooperative.objects.get(slug=each.home).pk):
            # An incident can be reported about each of them: the home finds whom it is about.
            assert all(own.told_of(host.did, use.question) for use in uses)
    for host, _home, benefit, note in using.ASKED:
        with scope.within(Cooperative.objects.get(slug=host).pk):
            row = Clearance.objects.get(benefit=benefit)
            assert (row.state, row.note) == ("asked", note)
    with scope.within(Cooperative.objects.get(slug=offers.HOLIDAYS).pk):
        assert ShopCode.objects.count() == Redemption.objects.count()


def test_a_musician_gets_a_code_for_a_week_in_a_cottage(nothing):
    build(now=NOW, say=lambda _line: None, houses=HOUSES)
    rosa = Client()
    rosa.force_login(User.objects.get(email="rosa@example.org"))

    page = rosa.get("/me/benefits/").content.decode()
    link = page.split("/me/benefits/")[1].split('"')[0]
    address = f"/me/benefits/{link}"
    done = rosa.post(address, {"key": "k"}, follow=True).content.decode()

    assert "Your code is ready" in done
    assert "15 % off a week in a cottage, Heatherstone Holiday Homes" in done
