"""A worker works by spells: Celery's time limit never has to end one in the middle of something.

A mail that has left and is not marked leaves a second time.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
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


@dataclass(frozen=True)
class Written(Fact):
    letter: str


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
