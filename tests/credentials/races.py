"""Many workers at once, on a database that lets them. Run by test_issuance_races.py."""

from __future__ import annotations

import threading
import time
from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.utils import timezone

from credentials.models import Credential, SigningKey, StatusList, StatusSeries
from credentials.services import issuance, keys, status
from credentials.services.compromise import declare_compromised
from tenants import outbox, scope
from tenants.facts import MembershipChanged, MembershipEnded, MembershipSuspended
from tenants.models import ClassChange, Event, Member, Membership, OutboxEntry, Staff, User
from tenants.services import changing
from tests import build
from tests.credentials.members import card_of, cards_of, started, tell, verified
from tests.support.racing import RACERS, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    """So that every worker gets some of the work."""
    for name, reaction in outbox._reactions.items():
        small = replace(reaction, batch=min(reaction.batch, 7))
        monkeypatch.setitem(outbox._reactions, name, small)


def drain_together():
    """Until nothing is owed; what lost a race is due again at once."""
    for _ in range(20):
        race(lambda _number: str(outbox.drain() >= 0))
        if not OutboxEntry.objects.filter(done_at=None, dead_at=None).exists():
            return
        OutboxEntry.objects.filter(done_at=None).update(due_at="2020-01-01T00:00:00Z")
    raise AssertionError(list(OutboxEntry.objects.filter(done_at=None).values()))


def all_cards(coop):
    with scope.within(coop.pk):
        return list(Credential.objects.values_list("membership", "series", "position"))


def test_workers_at_once_give_each_member_one_card_in_a_place_of_its_own(oak):
    members = started(oak, 80)
    drain_together()
    cards = all_cards(oak)

    assert len(cards) == len({card[0] for card in cards}) == len({card[1:] for card in cards}) == 80
    with scope.within(oak.pk):
        assert StatusSeries.objects.count() == 1
        assert not Credential.objects.filter(checked_at=None).exists()
        assert Event.objects.filter(name="CredentialChecked").count() == 80
    assert verified(card_of(members[0])).ok


def test_many_reasons_at_once_leave_one_card_that_counts(oak):
    members = started(oak, 5)
    tell(
        oak,
        *(
            MembershipChanged(str(each.code), f"replaced:{number}")
            for each in members
            for number in range(6)
        ),
    )
    drain_together()

    for each in members:
        cards = cards_of(each)
        assert [card.generation for card in cards] == list(range(1, len(cards) + 1))
        assert sum(card.superseded_at is None for card in cards) == 1
        assert verified(card_of(each)).ok


def test_whoever_is_suspended_or_ended_while_cards_are_signed_is_on_the_lists(oak):
    members = started(oak, 60)
    fates = {
        1: ("suspended", MembershipSuspended),
        2: ("ended", MembershipEnded),
    }

    def act(number):
        if number % 2:
            return str(outbox.drain() >= 0)
        for place, each in enumerate(members):
            if place % RACERS == number and place % 3:
                standing, fact = fates[place % 3]
                with scope.within(oak.pk), transaction.atomic():
                    Membership.objects.filter(pk=each.pk).update(standing=standing)
                    outbox.record(fact(str(each.code)))
        return "done"

    race(act)
    drain_together()

    expected = {"good": "good", "suspended": "suspended", "ended": "ended"}
    found = Counter()
    for each in members:
        with scope.within(oak.pk):
            standing = Membership.objects.get(pk=each.pk).standing
        for card in cards_of(each):
            assert verified(card).standing == expected[standing]
            found[standing] += 1
    assert found["good"]


def test_refreshing_while_standings_change_loses_none(oak):
    members = started(oak, 16)
    drain_together()

    def act(number):
        if number % 2:
            with scope.within(oak.pk):
                StatusList.objects.update(published_at="2020-01-01T00:00:00Z")
                status.refresh_lists()
            return "done"
        each = members[number]
        with scope.within(oak.pk), transaction.atomic():
            Membership.objects.filter(pk=each.pk).update(standing="suspended")
            outbox.record(MembershipSuspended(str(each.code)))
        return str(outbox.drain() >= 0)

    race(act)
    drain_together()

    assert [verified(card_of(each)).standing for each in members] == [
        "suspended" if number < RACERS and number % 2 == 0 else "good"
        for number in range(len(members))
    ]


def test_a_key_that_takes_over_meanwhile_leaves_every_card_true(oak, monkeypatch):
    monkeypatch.setattr(keys, "ANNOUNCED_FOR", keys.ANNOUNCED_FOR * 0)
    members = started(oak, 40)
    with scope.within(oak.pk):
        keys.rotate_signing_key()

    def act(number):
        if number == 0:
            with scope.within(oak.pk):
                keys.activate_due_keys()
            return "done"
        return str(outbox.drain() >= 0)

    race(act)
    drain_together()

    assert all(verified(card_of(each)).ok for each in members)


def wait_until_somebody_waits_for_us():
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))"
            )
            if cursor.fetchone() != (0,):
                return
        time.sleep(0.05)


def test_a_card_that_is_signed_while_its_key_is_declared_compromised_is_signed_anew(
    oak, monkeypatch
):
    [membership] = started(oak)
    with scope.within(oak.pk):
        old = SigningKey.objects.get(state="active")
    signed = threading.Event()

    def reach(step):
        if step == "credentials.cards:signed" and not signed.is_set():
            signed.set()
            wait_until_somebody_waits_for_us()

    monkeypatch.setattr(issuance, "reach", reach)

    def act(number):
        if number == 0:
            return str(outbox.drain() >= 0)
        assert signed.wait(20)
        with scope.within(oak.pk):
            declare_compromised(old.code, by=None)
        return "done"

    race(act, 2)
    outbox.drain()  # but for the look at the old card, which fails: nobody is sent it

    assert [card.generation for card in cards_of(membership)] == [1, 2]
    assert card_of(membership).signing_key_id != old.pk
    assert verified(card_of(membership)).ok


def test_name_and_kind_changed_at_once_leave_one_card_that_says_both(oak):
    [membership] = started(oak)
    drain_together()
    with scope.within(oak.pk):
        by = Staff.objects.create(user=User.objects.create(email="bo@example.org"), roles=["owner"])
        worker = build.membership_class(name="Worker member", kind="worker")
        today = timezone.localdate()

    def act(number):
        with scope.within(oak.pk):
            row = Membership.objects.select_related("member").get(pk=membership.pk)
            if number % 2:
                changing.change_class(row, worker, on=today, by=by)
            else:
                naming = changing.Naming("Amara Lindqvist", "", share_name=True)
                seen = changing.naming_of(Member.objects.get(pk=row.member_id))
                changing.change_name(row.member, naming, seen=seen, by=by)

    race(act)
    drain_together()

    cards = cards_of(membership)
    assert [card.generation for card in cards] == [1, 2, 3]
    assert sum(card.superseded_at is None for card in cards) == 1
    assert verified(card_of(membership)).ok
    for said in ("Amara Lindqvist", "Worker member", membership.identifier):
        assert said in card_of(membership).document
    with scope.within(oak.pk):
        assert ClassChange.objects.exclude(done_at=None).count() == 1
