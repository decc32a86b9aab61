"""Deciding otherwise about a line that was taken for a member: its shares are those of whom it is now."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tenants.holding import held
from tenants.models import Member, MembershipClass, ShareEntry
from tenants.services import importing
from tests.tenants.lists import actions, as_csv, bring, brought, counts, reasons, run
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
HEADS = ["Number", "Name", "Email", "Member since", "Shares"]
FIFTY = Decimal("50.00")


@pytest.fixture
def oak():
    made = office()
    with made.within:
        MembershipClass.objects.filter(pk=made.consumer.pk).update(share_price=FIFTY)
        brought(made, [HEADS, line("A-1", "5")])
        yield made


def line(number, shares):
    return [number, "Ada Adler", "ada@example.org", "2019-04-01", shares]


def holds(number):
    rows = ShareEntry.objects.filter(member__number=number)
    found = held(row.move for row in rows)
    return found.count, found.paid


def doubtful(oak, shares):
    """The same name and address with another number: a person has to decide."""
    row = bring(oak, as_csv([HEADS, line("A-2", shares)]))
    assert actions(row) == {2: "error"}
    assert row.lines.get().choices == ["update", "create", "skip"]
    return row


@pytest.mark.parametrize(("shares", "paid"), [("5", "250.00"), ("7", "350.00")])
def test_who_is_new_after_all_has_all_the_shares_of_the_line(oak, shares, paid):
    row = doubtful(oak, shares)
    assert importing.decide(row, {2: "create"}) == 1
    assert counts(run(oak, row)) == {"created": 1}
    assert holds("A-2") == (int(shares), Decimal(paid))
    assert holds("A-1") == (5, Decimal("250.00"))


def test_decided_back_it_is_the_difference_again(oak):
    row = doubtful(oak, "7")
    for wanted in ("create", "skip", "update"):
        assert importing.decide(row, {2: wanted}) == 1
    assert counts(run(oak, row)) == {"updated": 1}
    assert holds("A-2") == (7, Decimal("350.00"))
    assert Member.objects.count() == 1


def test_what_cannot_be_somebody_new_says_why_and_can_be_decided_once_more(oak):
    row = doubtful(oak, "7")
    MembershipClass.objects.update(share_price=None)
    assert importing.decide(row, {2: "create"}) == 0
    assert actions(row) == {2: "error"}
    assert reasons(row)[2].startswith("This kind of membership has no price of a share.")
    MembershipClass.objects.update(share_price=FIFTY)
    assert importing.decide(row, {2: "create"}) == 1
    assert counts(run(oak, row)) == {"created": 1}
    assert holds("A-2") == (7, Decimal("350.00"))
