"""A worker works by spells: Celery's time limit never has to end one in the middle of something.

A mail that has left and is not marked leaves a second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from benefits import tasks as benefits_tasks
from coopportal import tasks as portal_tasks
from tenants import nudging, outbox, scope, tasks, turns
from tenants.facts import Fact
from tenants.models import OutboxEntry
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS_A_LETTER = 6
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Written(Fact):
    letter: str


@dataclass(frozen=True)
class Weighed(Fact):
    load: str


class KilledError(BaseException):
    """The process is gone: nothing catches it."""


class Scales:
    held: list[str] = []
    out_of_time: list[int] = []


@outbox.on(Weighed, name="tests.weighed")
def weigh(facts: list[Weighed]) -> None:
    if any(fact.load == "crushing" for fact in facts):
        raise KilledError
    if any(fact.load == "slow" for fact in facts) and len(facts) > 1:
        Scales.out_of_time.append(len(facts))
        raise SoftTimeLimitExceeded
    Scales.held += [fact.load for fact in facts]


class Clock:
    now = 0.0

    @classmethod
    def monotonic(cls) -> float:
        return cls.now


@outbox.on(Written, name="tests.written", sends=True)
def send_slowly(facts: list[Written]) -> None:
    Clock.now += SECONDS_A_LETTER * len(facts)


@pytest.fixture
def nudges(monkeypatch):
    """How often another spell was asked for; time passes by letters alone."""
    Clock.now = 0.0
    for module in (outbox, tasks):
        monkeypatch.setattr(module, "time", Clock)
    asked: list[str] = []
    monkeypatch.setattr(tasks.nudging, "nudge", lambda: asked.append("again"))
    return asked


def owe(letters: int) -> None:
    oak = build.cooperative("oak")
    with scope.within(oak.pk), nudging.without_nudges(), transaction.atomic():
        outbox.record_many([Written(letter=str(each)) for each in range(letters)])


def test_a_spell_ends_well_before_the_limit_and_asks_for_the_next(nudges):
    owe(10)

    tasks.drain()

    assert OutboxEntry.objects.exclude(done_at=None).count() == 4
    assert Clock.now + SECONDS_A_LETTER < settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert nudges == ["again"]
    for _spell in range(2):
        tasks.drain()
    assert OutboxEntry.objects.exclude(done_at=None).count() == 10
    assert not OutboxEntry.objects.exclude(last_error="").exists()


def test_who_is_done_in_time_asks_for_nothing(nudges):
    owe(2)

    tasks.drain()

    assert OutboxEntry.objects.filter(done_at=None).count() == 0
    assert nudges == []


def test_rows_are_claimed_by_their_keys(nudges):
    """As a subquery, PostgreSQL compares each row with all of a batch where it has not counted the table lately: ten thousand
    approvals took three times as long."""
    owe(2)

    with CaptureQueriesContext(connection) as asked:
        [claimed] = outbox._claim()

    [update] = [each["sql"] for each in asked if each["sql"].startswith("UPDATE")]
    assert "SELECT" not in update
    kept = OutboxEntry.objects.get(pk=claimed.pk)
    assert (kept.claim, kept.attempts) == (claimed.claim, claimed.attempts)
    assert (bool(kept.claim), kept.attempts) == (True, 1)


def weighed(*loads):
    Scales.held, Scales.out_of_time = [], []
    oak = build.cooperative("oak")
    with scope.within(oak.pk), nudging.without_nudges(), transaction.atomic():
        outbox.record_many([Weighed(load=each) for each in loads])


def drained(spells):
    """So many workers, one after another; each that is gone leaves what it had to its lease, which ends. Says how many are gone."""
    gone = 0
    for _spell in range(spells):
        try:
            outbox.drain()
        except (KilledError, SoftTimeLimitExceeded):
            gone += 1
        OutboxEntry.objects.filter(claimed_until__isnull=False).update(claimed_until=LONG_AGO)
    return gone


def test_what_ends_each_process_soon_stands_alone_and_is_given_up():
    weighed("1", "2", "crushing", "4", "5")

    gone = drained(outbox.MOST_ATTEMPTS + 10)

    assert sorted(Scales.held) == ["1", "2", "4", "5"]
    bad = OutboxEntry.objects.get(done_at=None)
    assert (bad.data, bad.last_error) == ({"load": "crushing"}, "NeverEndedError")
    assert bad.dead_at is not None
    assert gone == outbox.MOST_ATTEMPTS
    assert outbox.try_again() == 1


def test_a_batch_that_takes_longer_than_a_task_may_comes_again_in_smaller_parts():
    """It is not halved in the seconds that are left: those are for whoever has to be ended."""
    weighed("1", "slow", "3")

    assert drained(1) == 1
    assert Scales.out_of_time == [3]
    drained(10)

    assert sorted(Scales.held) == ["1", "3", "slow"]
    assert not OutboxEntry.objects.exclude(last_error="").exists()


def test_all_spells_of_a_round_fit_into_the_limit():
    """The worker's own round looks for everything one after another, within the same limit."""
    longest = turns.SPELL.total_seconds() + tasks.CHAIN_EVERY + 2 * portal_tasks.SPELL

    assert longest < settings.CELERY_TASK_SOFT_TIME_LIMIT


def test_the_clocks_of_all_cooperatives_may_take_their_time():
    """They are called every hour, and a call that waits for a crashed one would be a second one at the same work."""
    for clock in (tasks.daily, benefits_tasks.daily, benefits_tasks.give_back_unused_codes):
        assert clock.soft_time_limit < clock.time_limit < 3600
        assert turns.LONG_SPELL.total_seconds() < clock.soft_time_limit
        assert not clock.acks_late
