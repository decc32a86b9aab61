"""Rounds through all co-ops: however few a spell reaches, each has its turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from benefits import tasks as benefits_tasks
from coopportal.kept import FILE
from credentials import tasks as credentials_tasks
from tenants import nudging, outbox, scope, tasks, turns
from tenants.everywhere import across_cooperatives
from tenants.facts import Fact
from tenants.models import AuditLink
from tenants.services import auditing
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)
SECONDS_A_TURN = 9


@dataclass(frozen=True)
class Rung(Fact):
    bell: str


class Clock:
    now = 0.0

    @classmethod
    def monotonic(cls) -> float:
        return cls.now


@pytest.fixture
def coops(monkeypatch):
    """Eight co-ops, of which a spell reaches three; time passes by turns alone."""
    Clock.now = 0.0
    monkeypatch.setattr(turns, "time", Clock)
    cache.clear()
    return sorted(build.cooperative(f"coop-{number}").pk for number in range(8))


@pytest.fixture
def had():
    return []


def visit(had):
    Clock.now += SECONDS_A_TURN
    had.append(scope.current().cooperative_id)


def go_round(had, *more):
    return turns.go_round("tests.turns", [lambda: visit(had), *more])


def test_a_cache_that_does_not_answer_stops_no_round(coops, had, settings, tmp_path):
    (tmp_path / FILE).mkdir()
    settings.CACHES = {"default": {"BACKEND": "coopportal.kept.FileCache", "LOCATION": tmp_path}}

    assert turns.go_round("tests.turns", [lambda: visit(had)], at_most=timedelta(hours=1)) == 0
    assert had == coops


def test_a_round_that_is_cut_short_goes_on_where_it_ended(coops, had, caplog):
    left = [go_round(had) for _spell in range(3)]

    assert left == [5, 5, 5]
    assert had == [*coops, coops[0]]
    assert Clock.now / 3 < settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert "tests.turns: 5 of 8 co-ops have their turn next time." in caplog.text


def test_a_round_without_hurry_reaches_each_once(coops, had):
    left = turns.go_round("tests.turns", [lambda: visit(had)], at_most=timedelta(hours=1))

    assert (left, had) == (0, coops)
    assert scope.peek() is None


def test_one_that_takes_longer_than_a_task_may_ends_the_round_and_is_the_last_of_the_next(
    coops, had
):
    def be_stopped():
        if scope.current().cooperative_id == coops[1]:
            raise SoftTimeLimitExceeded

    with pytest.raises(SoftTimeLimitExceeded):
        go_round(had, be_stopped)
    go_round(had, be_stopped)

    assert had == coops[:5]
    assert scope.peek() is None


def test_trouble_of_one_is_no_other_ones_and_ends_none_of_its_further_turns(coops, had, caplog):
    def break_down():
        raise RuntimeError("broken")

    turns.go_round("tests.turns", [break_down, lambda: visit(had)])

    assert had == coops[:3]
    assert "RuntimeError: broken" in caplog.text


def test_a_co_op_that_comes_between_two_spells_has_its_turn(coops, had):
    go_round(had)
    late = build.cooperative("late").pk
    for _spell in range(3):
        go_round(had)

    assert {*coops, late} <= set(had)


def test_among_those_that_need_a_turn_each_has_it(coops, had):
    some = set(coops[::2])
    for _spell in range(2):
        turns.go_round("tests.turns", [lambda: visit(had)], among=some)

    assert had == [*coops[::2][:3], coops[6], coops[0], coops[2]]


def test_the_logs_of_all_co_ops_are_taken_into_their_chains_though_a_stroke_reaches_one(
    coops, monkeypatch
):
    for pk in coops:
        with scope.within(pk), transaction.atomic():
            outbox.record(Rung(str(pk)))
    extend = auditing.extend_chain

    def slowly(*, since=0):
        Clock.now += SECONDS_A_TURN
        return extend(since=since)

    monkeypatch.setattr(auditing, "extend_chain", slowly)
    for stroke in range(1, 9):
        cache.delete("tenants.chain")
        tasks.chain()
        assert chained() == stroke


def chained():
    with across_cooperatives("How many logs have a chain by now."):
        return AuditLink.objects.count()


def test_an_emptied_memory_begins_anew(coops, had):
    go_round(had)
    cache.clear()
    go_round(had)

    assert had == coops[:3] * 2


@pytest.mark.parametrize(
    ("module", "task"),
    [
        (credentials_tasks, "refresh_published"),
        (benefits_tasks, "recheck_grants"),
        (benefits_tasks, "give_back_unused_codes"),
        (benefits_tasks, "daily"),
        (tasks, "daily"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_every_clock_goes_round_within_its_limit(coops, monkeypatch, module, task):
    asked = []
    monkeypatch.setattr(
        turns,
        "go_round",
        lambda name, _turns, at_most=turns.SPELL: asked.append((name, at_most)),
    )
    clock = getattr(module, task)

    clock()

    [(_name, at_most)] = asked
    limit = clock.soft_time_limit or settings.CELERY_TASK_SOFT_TIME_LIMIT
    assert at_most.total_seconds() + SECONDS_A_TURN < limit
    assert nudging.CLOCK["soft_time_limit"] > turns.LONG_SPELL.total_seconds()
