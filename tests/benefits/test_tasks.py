from __future__ import annotations

from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils import timezone

from benefits.cards import Card
from benefits.models import Grant
from benefits.tasks import recheck_grants
from credentials.facts import StatusHinted
from credentials.services import reading
from tenants import outbox
from tests.benefits import scene, visiting

pytestmark = pytest.mark.django_db(transaction=True)


class World:
    """The lists that homes publish, by address; whoever reads is written down."""

    def __init__(self):
        self.lists = {}
        self.reads = []

    def publish(self, purpose, *bits, size=16):
        content = bytearray(size)
        for bit in bits:
            content[bit // 8] |= 128 >> bit % 8
        self.lists[f"https://home.example/status/{purpose}"] = bytes(content)

    def read_list(self, url, **_asked):
        self.reads.append(url)
        return self.lists.get(url)


@pytest.fixture
def world(monkeypatch):
    world = World()
    world.publish("revocation")
    world.publish("suspension")
    monkeypatch.setattr(reading, "read_list", world.read_list)
    return world


@pytest.fixture
def cards(elm, home, alice, world):
    """Two visitors at Elm Lane, in places 7 and 12 of the home's lists."""
    shown = [home.card(index=7), home.card(index=12, membership_id="m-2")]
    visiting.visit(elm, shown[0], alice)
    visiting.visit(elm, shown[1], scene.person("bob@example.org"))
    outbox.drain()
    return [Card.read(card) for card in shown]


def long_ago(side):
    with side.within:
        Grant.objects.update(looked_at=timezone.now() - timedelta(days=1))


def states(side):
    outbox.drain()
    with side.within:
        rows = Grant.objects.order_by("pk").select_related("membership")
        return [(row.state, row.membership.standing) for row in rows]


def test_the_periodic_look_alone_follows_the_home(elm, world, cards):
    world.publish("suspension", 12)
    long_ago(elm)

    recheck_grants()

    assert states(elm) == [("active", "good"), ("paused", "suspended")]
    assert sorted(world.reads) == sorted(world.lists)


def test_each_list_is_read_once_for_all_co_ops(oak, elm, home, world, cards):
    ash = scene.side("ash", "Ash Row")
    scene.agreed(oak, ash)
    visiting.visit(ash, home.card(index=3), scene.person("carol@example.org"))
    outbox.drain()
    long_ago(elm)
    long_ago(ash)

    recheck_grants()

    assert len(world.reads) == 2


def test_a_hint_makes_the_look_happen_now(elm, world, cards):
    world.publish("revocation", 7)
    with transaction.atomic():
        outbox.owe(StatusHinted(cards[0].digest), elm.coop.pk)

    assert states(elm) == [("ended", "ended"), ("active", "good")]


def test_a_hint_is_not_believed_without_the_list(elm, world, cards):
    with transaction.atomic():
        outbox.owe(StatusHinted(cards[0].digest), elm.coop.pk)

    assert states(elm) == [("active", "good"), ("active", "good")]


def test_without_lists_to_trust_visits_pause_after_the_grace(elm, world, cards, settings):
    world.lists.clear()
    long_ago(elm)
    recheck_grants()
    assert states(elm) == [("active", "good"), ("active", "good")]

    with elm.within:
        hours = settings.GRANT_GRACE_HOURS + 1
        Grant.objects.update(
            looked_at=timezone.now() - timedelta(days=1),
            checked_at=timezone.now() - timedelta(hours=hours),
        )
    recheck_grants()

    assert states(elm) == [("paused", "suspended"), ("paused", "suspended")]


def test_a_place_beyond_the_list_is_not_good_news():
    lists = reading.Lists()
    lists._read[("u", "i", "p")] = b"\x80\x01"

    assert [lists.bit("u", "i", "p", index) for index in (0, 1, 15, 16, -1)] == [
        True,
        False,
        True,
        None,
        None,
    ]


def test_trouble_at_one_co_op_does_not_stop_the_others(oak, elm, world, cards, monkeypatch, caplog):
    before = world.read_list

    def broken(url, **values):
        raise RuntimeError(url)

    ash = scene.side("ash", "Ash Row")
    scene.agreed(oak, ash)
    long_ago(elm)
    monkeypatch.setattr(reading, "read_list", broken)
    recheck_grants()
    assert "benefits.grants: a turn of one co-op failed" in caplog.text

    monkeypatch.setattr(reading, "read_list", before)
    world.publish("suspension", 7)
    recheck_grants()

    assert states(elm)[0] == ("paused", "suspended")


def test_a_home_that_is_silent_for_long_holds_up_no_other_home(
    oak, elm, home, alice, world, monkeypatch
):
    """Each silent list is waited for, and the limit of a task ends the round: what was seen before is kept."""
    ash = scene.side("ash", "Ash Row")
    scene.agreed(ash, elm)
    outbox.drain()
    visiting.visit(elm, home.card(index=7), alice)
    visiting.visit(elm, visiting.Home(ash).card(index=12), scene.person("bob@example.org"))
    outbox.drain()
    long_ago(elm)
    world.publish("suspension", 7)
    before = world.read_list

    def wait(url, issuer, **asked):
        if issuer == ash.coop.did:
            raise SoftTimeLimitExceeded
        return before(url, **asked)

    monkeypatch.setattr(reading, "read_list", wait)
    with pytest.raises(SoftTimeLimitExceeded):
        recheck_grants()

    assert ("paused", "suspended") in states(elm)
