from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from tenants import outbox, scope
from tenants.facts import Fact
from tenants.models import Event, MembershipClass, OutboxEntry
from tests import build

pytestmark = pytest.mark.django_db(transaction=True)


@dataclass(frozen=True)
class Rang(Fact):
    bell: str


@dataclass(frozen=True)
class Posted(Fact):
    parcel: str


@dataclass(frozen=True)
class Shipped(Fact):
    crate: str


@dataclass(frozen=True)
class Stopped(Fact):
    train: str


class Heard:
    batches: list[list[str]] = []
    posted: list[str] = []
    shipped: list[list[str]] = []


@outbox.on(Rang, name="tests.rang")
def hear(facts: list[Rang]) -> None:
    for fact in facts:
        MembershipClass.objects.create(kind="consumer", name=fact.bell)
    if any(fact.bell == "cracked" for fact in facts):
        raise ValueError("cracked")
    Heard.batches.append([fact.bell for fact in facts])


@outbox.on(Stopped, name="tests.stopped", first=True)
def stop(facts: list[Stopped]) -> None:
    del facts


@outbox.on(Posted, name="tests.posted", sends=True)
def post(facts: list[Posted]) -> None:
    [fact] = facts
    assert not transaction.get_connection().in_atomic_block
    Heard.posted.append(fact.parcel)
    if fact.parcel == "lost":
        raise OSError("lost")


@outbox.on(Shipped, name="tests.shipped", sends=True, batch=4)
def ship(facts: list[Shipped]) -> None:
    assert not transaction.get_connection().in_atomic_block
    Heard.shipped.append([fact.crate for fact in facts])
    if any(fact.crate == "broken" for fact in facts):
        raise OSError("broken")


@pytest.fixture(autouse=True)
def _silence():
    Heard.batches, Heard.posted, Heard.shipped = [], [], []


@pytest.fixture
def oak():
    return build.cooperative("oak")


def ring(cooperative, *bells, **options):
    with scope.within(cooperative.pk), transaction.atomic():
        return [outbox.record(Rang(bell=bell), **options) for bell in bells]


def test_record_outside_a_transaction_is_refused(oak):
    with scope.within(oak.pk), pytest.raises(transaction.TransactionManagementError):
        outbox.record(Rang(bell="1"))


def test_record_falls_with_its_cause(oak):
    with scope.within(oak.pk), transaction.atomic():
        outbox.record(Rang(bell="1"))
        transaction.set_rollback(True)

    assert OutboxEntry.objects.count() == 0


def test_drain_gives_a_batch_of_one_cooperatives_facts_to_the_reaction(oak):
    elm = build.cooperative("elm")
    ring(oak, "1", "2")
    ring(elm, "3")

    assert outbox.drain() == 3

    assert Heard.batches == [["1", "2"], ["3"]]
    with scope.within(elm.pk):
        assert [row.name for row in MembershipClass.objects.all()] == ["3"]
        assert [event.data for event in Event.objects.all()] == [{"bell": "3"}]


def test_drain_halves_a_failing_batch_down_to_the_one_bad_row(oak):
    ring(oak, "1", "2", "cracked", "4", "5")

    assert outbox.drain() == 4

    bad = OutboxEntry.objects.get(done_at=None)
    assert (bad.data, bad.last_error, bad.claim) == ({"bell": "cracked"}, "ValueError", "")
    assert bad.due_at > timezone.now()
    with scope.within(oak.pk):  # what the bad row wrote was rolled back with it
        assert sorted(MembershipClass.objects.values_list("name", flat=True)) == [
            "1",
            "2",
            "4",
            "5",
        ]


def test_drain_waits_for_the_due_time(oak):
    ring(oak, "later", delay=timedelta(minutes=1))

    assert outbox.drain() == 0

    OutboxEntry.objects.update(due_at=timezone.now())
    assert outbox.drain() == 1


def test_cancel_takes_back_what_was_not_begun(oak):
    [event] = ring(oak, "1", delay=timedelta(minutes=1))

    assert outbox.cancel(event)

    OutboxEntry.objects.update(due_at=timezone.now())
    assert outbox.drain() == 0


def test_cancel_after_the_work_began_changes_nothing(oak):
    [event] = ring(oak, "1")
    outbox.drain()

    assert not outbox.cancel(event)

    assert OutboxEntry.objects.get().cancelled_at is None


def test_a_worker_that_lost_its_claim_changes_nothing_and_says_so(oak, caplog):
    ring(oak, "1")
    stale = outbox._claim()
    OutboxEntry.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    fresh = outbox._claim()

    assert outbox._work_off(stale) == 0
    assert Heard.batches == []
    assert "tests.rang took longer than its lease" in caplog.text
    assert outbox._work_off(fresh) == 1
    assert Heard.batches == [["1"]]


def test_a_claimed_row_is_left_alone_until_its_lease_ends(oak):
    ring(oak, "1")
    assert len(outbox._claim()) == 1

    assert outbox._claim() == []

    OutboxEntry.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert len(outbox._claim()) == 1


def test_a_send_runs_outside_a_transaction_one_by_one_and_again_after_failure(oak):
    with scope.within(oak.pk), transaction.atomic():
        for parcel in ("a", "lost", "b"):
            outbox.record(Posted(parcel=parcel))

    assert outbox.drain() == 2

    assert Heard.posted == ["a", "lost", "b"]
    OutboxEntry.objects.filter(done_at=None).update(due_at=timezone.now())
    outbox.drain()
    assert Heard.posted == ["a", "lost", "b", "lost"]


def test_a_send_that_bears_it_gets_many_at_once_and_halves_what_fails(oak):
    with scope.within(oak.pk), transaction.atomic():
        for crate in ("1", "2", "broken", "3", "4"):
            outbox.record(Shipped(crate=crate))
    outbox.drain()

    assert Heard.shipped == [
        ["1", "2", "broken", "3"],
        ["1", "2"],
        ["broken", "3"],
        ["broken"],
        ["3"],
        ["4"],
    ]
    [waiting] = OutboxEntry.objects.filter(done_at=None)
    assert (waiting.data, waiting.last_error) == ({"crate": "broken"}, "OSError")


def test_what_somebody_waits_for_goes_before_what_is_patient(oak):
    with scope.within(oak.pk), transaction.atomic():
        outbox.record_many([Posted(parcel=str(each)) for each in range(3)], lane=outbox.PATIENT)
        outbox.record_many([Posted(parcel="a code")], lane=outbox.SOON)
    ring(oak, "over")

    outbox.drain(until_empty=False)
    assert (Heard.batches, Heard.posted) == ([["over"]], [])
    outbox.drain()

    assert Heard.posted == ["a code", "0", "1", "2"]


def test_what_may_not_wait_goes_before_what_was_owed_earlier(oak):
    """A revocation is public before the last of a thousand cards is signed."""
    ring(oak, *map(str, range(outbox.BATCH + 1)))
    with scope.within(oak.pk), transaction.atomic():
        outbox.record(Stopped(train="1"))

    assert {row.handler for row in outbox._claim()} == {"tests.stopped"}
    assert {row.handler for row in outbox._claim()} == {"tests.rang"}


def test_a_second_worker_goes_where_nobody_is(oak):
    elm = build.cooperative("elm")
    ring(oak, *map(str, range(outbox.BATCH + 1)))
    ring(elm, "elm")
    assert {row.cooperative_id for row in outbox._claim()} == {oak.pk}

    assert {row.cooperative_id for row in outbox._claim()} == {elm.pk}
    assert [row.cooperative_id for row in outbox._claim()] == [oak.pk], "rather than nothing"


def test_owe_leaves_no_trace_in_the_other_cooperatives_history(oak):
    elm = build.cooperative("elm")
    with scope.within(oak.pk), transaction.atomic():
        outbox.owe(Rang(bell="hint"), elm.pk)

    assert outbox.drain() == 1

    with scope.within(elm.pk):
        assert Event.objects.count() == 0
        assert [row.name for row in MembershipClass.objects.all()] == ["hint"]


def test_record_many_writes_what_record_would(oak):
    with scope.within(oak.pk), transaction.atomic():
        outbox.record_many([Rang(bell=str(n)) for n in range(5)])
        assert Event.objects.count() == 5

    assert outbox.drain() == 5
    assert Heard.batches == [["0", "1", "2", "3", "4"]]
