"""What two co-ops agreed about visits beyond classes and days: every rule of it is heard."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from benefits.eligibility import Benefit, Evidence
from benefits.eligibility.memberships import VisitingMembership
from benefits.eligibility.partners import NotNear
from benefits.eligibility.where import Window
from benefits.eligibility.who import Classes, Tenure
from benefits.models import Grant
from benefits.terms import Gives, Terms
from tenants import outbox
from tests.benefits import scene, visiting

pytestmark = pytest.mark.django_db(transaction=True)
TODAY = timezone.localdate()


def stay(*rules):
    classes = Classes(frozenset({"consumer"}))
    return Benefit("visiting", "Visit", VisitingMembership(90), (classes, *rules), Evidence.LIVE)


@pytest.fixture
def host(oak, elm):
    def agree(*rules):
        scene.agreed(elm, oak, terms=Terms({elm.coop.did: Gives((stay(*rules),))}))
        outbox.drain()
        return elm

    return agree


def card(home, **subject):
    return home.card(subject=subject)


def test_who_is_too_new_hears_since_when_and_from_when(host, oak, alice):
    since = TODAY - timedelta(10)
    made = visiting.visit(
        host(Tenure(90)), card(visiting.Home(oak), memberSince=since.isoformat()), alice
    )

    assert (made.outcome, made.reason) == ("refuse", "too_new")
    assert made.sentence.startswith("You have been a member of Oak Street since")
    assert "you can have this from" in made.sentence


def test_who_has_been_a_member_long_enough_is_welcome(host, oak, alice):
    since = TODAY - timedelta(100)
    made = visiting.visit(
        host(Tenure(90)), card(visiting.Home(oak), memberSince=since.isoformat()), alice
    )

    assert (made.outcome, made.reason) == ("allow", "welcome")


def test_who_lives_near_is_sent_to_the_front_door(host, oak, alice):
    there = host(NotNear(areas=frozenset({"GB-BST"})))
    area = {"country": "GB", "region": "BST"}

    made = visiting.visit(there, card(visiting.Home(oak), homeArea=area), alice)
    assert made.reason == "too_near_home"
    with there.within:
        assert not Grant.objects.exists()


def test_a_rule_that_came_later_ends_no_visit_that_runs(host, oak, alice):
    there, home = host(Tenure(90)), visiting.Home(oak)
    long_ago = {"memberSince": (TODAY - timedelta(100)).isoformat()}
    visiting.visit(there, card(home, **long_ago), alice)

    again = visiting.visit(there, card(home, memberSince=TODAY.isoformat()), alice)
    assert (again.outcome, again.reason) == ("allow", "welcome_back")


def test_a_window_that_is_closed_gives_nothing(host, oak, alice):
    there = host(Window(TODAY - timedelta(20), TODAY - timedelta(10)))

    assert visiting.visit(there, card(visiting.Home(oak)), alice).outcome == "refuse"
