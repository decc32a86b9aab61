"""What members, applicants and stewards are told when something was decided."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tenants import outbox
from tenants.models import Letter, Membership
from tenants.services import decisions, members
from tests.tenants.office import office

pytestmark = pytest.mark.django_db(transaction=True)
EXCLUDED = Membership.EndReason.EXCLUDED


@pytest.fixture
def oak():
    made = office()
    with made.within:
        yield made


def of_member(mailoutbox, held):
    return [mail for mail in mailoutbox if mail.to == [held.member.email]]


def test_the_member_reads_what_was_done_and_never_why(oak, mailoutbox):
    held, by = oak.joined(), oak.steward
    outbox.drain()
    mailoutbox.clear()
    members.suspend_membership(held, reason="Wombat dues.", by=by)
    outbox.drain()
    members.restore_membership(held, by=by)
    outbox.drain()
    day = timezone.localdate() + timedelta(days=10)
    members.end_membership(held, reason=EXCLUDED, by=by, on=day)
    outbox.drain()
    members.end_membership(held, reason=EXCLUDED, by=by)
    outbox.drain()

    mine = of_member(mailoutbox, held)
    assert [mail.subject.partition(": ")[2] for mail in mine] == [
        "Your membership is suspended",
        "Your membership is in good standing again",
        "The last day of your membership",
        "Your membership has ended",
    ]
    bodies = "".join(mail.body + mail.alternatives[0][0] for mail in mine)
    assert "Wombat" not in bodies
    assert "xcluded" not in bodies
    assert all("/me/" in mail.body for mail in mine)


def test_what_no_longer_holds_is_not_told(oak, mailoutbox):
    """The worker was away: by now the membership stands again."""
    held = oak.joined()
    outbox.drain()
    mailoutbox.clear()
    members.suspend_membership(held, reason="Dues.", by=oak.steward)
    members.restore_membership(held, by=oak.steward)
    outbox.drain()

    assert [mail.subject.partition(": ")[2] for mail in of_member(mailoutbox, held)] == [
        "Your membership is in good standing again"
    ]


def test_a_register_taken_over_is_quiet(oak, mailoutbox):
    held = oak.joined()
    Membership.objects.update(announce=False)
    outbox.drain()
    before = Letter.objects.count()
    members.suspend_membership(held, reason="Dues.", by=oak.steward)
    outbox.drain()

    assert Letter.objects.count() == before


def test_a_decision_taken_back_is_never_told(oak, mailoutbox):
    row = oak.applied()
    decisions.decline_application(row, reason="We are full.", by=oak.steward)
    decisions.undo_decision(row, by=oak.steward)
    outbox.drain()

    assert (mailoutbox, Letter.objects.count()) == ([], 0)
