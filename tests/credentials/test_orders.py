"""Orders that a federation signs are carried over many at a time, and none for another."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from credentials import planning
from credentials.models import CardOrder, Credential
from tenants import outbox
from tests.credentials.deputies import hand_over, may_sign
from tests.credentials.members import cards_of, changed, owed, started

pytestmark = pytest.mark.django_db(transaction=True)
SIGN = "credentials.orders.sign"


@pytest.fixture
def signing():
    made = may_sign()
    hand_over(made)
    return made


def test_who_is_owed_two_cards_gets_both_and_the_later_one_counts(signing):
    """Both orders are signed and brought in one go."""
    [membership] = started(signing.oak.coop)
    changed(membership, "name-1")
    changed(membership, "lost-1")
    outbox.drain()

    cards = cards_of(membership)
    assert [each.cause for each in cards] == ["started", "name-1", "lost-1"]
    assert [each.generation for each in cards] == [1, 2, 3]
    assert [each.superseded_at is None for each in cards] == [False, False, True]


def test_many_cost_as_many_statements_as_one(signing, monkeypatch):
    """Asked for, signed and stored: what is asked of the database does not grow with the members."""
    spent = []
    for how_many in (1, 12):
        started(signing.oak.coop, how_many)
        counts = {}
        monkeypatch.setattr(outbox, "_work_off", _counted(outbox._work_off, counts))
        outbox.drain()
        monkeypatch.undo()
        spent.append({name: counts[name] for name in ("credentials.issue", SIGN)})

    assert spent[0] == spent[1]
    with signing.oak.within:
        assert CardOrder.objects.filter(done_at=None).count() == 0
        assert Credential.objects.count() == 13


def _counted(work, counts):
    def off(entries):
        with CaptureQueriesContext(connection) as asked:
            closed = work(entries)
        counts[entries[0].handler] = len(asked)
        return closed

    return off


def test_of_many_one_that_cannot_be_signed_stops_no_other(signing, monkeypatch):
    plan = planning.plan_card
    bad, *good = started(signing.oak.coop, 5)

    def planned(membership, *args, **kwargs):
        if membership.pk == bad.pk:
            raise ValueError
        return plan(membership, *args, **kwargs)

    monkeypatch.setattr(planning, "plan_card", planned)
    outbox.drain()

    assert [len(cards_of(each)) for each in (bad, *good)] == [0, 1, 1, 1, 1]
    assert owed(SIGN).get().last_error == "ValueError"
