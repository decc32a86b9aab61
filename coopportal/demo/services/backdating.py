"""The one place where the demonstration writes around the services: dates before today.

A service says what happens now, and rightly offers no way to claim that it happened last year. Members
of fourteen years need such dates, so they are set here, before anything is signed: a card then says
since when, and until when, as it would at a real co-op. Nothing but dates is touched.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from tenants import outbox, tracked
from tenants.facts import LetterWritten
from tenants.models import (
    Application,
    Bylaws,
    Comment,
    CommentLetter,
    Cooperative,
    Interest,
    InterestLetter,
    InterestNote,
    Letter,
    Member,
    Membership,
    PrivacyNotice,
    Proposal,
    ShareEntry,
)

AGAIN_AFTER = timedelta(hours=2)


@dataclass(frozen=True)
class Past:
    """When a membership really began and until when it runs."""

    membership: Membership
    joined_on: date
    ends_on: date
    decided_at: datetime


@transaction.atomic(durable=True)
def date_back(rows: Iterable[Past]) -> None:
    """Within the co-op, one transaction for all."""
    past = list(rows)
    members, memberships = [], []
    for each in past:
        each.membership.starts_on = each.joined_on
        each.membership.ends_on = each.ends_on
        each.membership.member.joined_on = each.joined_on
        memberships.append(each.membership)
        members.append(each.membership.member)
    Member.objects.bulk_update(members, ["joined_on"], batch_size=200)
    Membership.objects.bulk_update(memberships, ["starts_on", "ends_on"], batch_size=200)
    when = {each.membership.pk: each.decided_at for each in past}
    applications = list(Application.objects.filter(membership__in=when))
    for application in applications:
        decided_at = when[application.membership_id or 0]
        application.decided_at = decided_at
        application.submitted_at = decided_at - timedelta(days=2)
    Application.objects.bulk_update(applications, ["decided_at", "submitted_at"], batch_size=200)
    _date_entries(past)


def _date_entries(past: list[Past]) -> None:
    """What stands on the register was written when it was decided."""
    for each in past:
        codes = [each.membership.code, each.membership.member.code]
        tracked.date_back(codes, at=each.decided_at)


@transaction.atomic(durable=True)
def date_shares() -> None:
    """Within the co-op: shares were written down on the day from which they hold."""
    for row in ShareEntry.objects.all():
        noon = datetime.combine(row.on, time(12), UTC)
        tracked.date_back([row.code], at=min(noon, timezone.now()))


@transaction.atomic(durable=True)
def date_end(membership: Membership, *, on: date, at: datetime) -> None:
    """An end that lies back: the register's date, and the moment it was entered."""
    Membership.objects.filter(pk=membership.pk).update(ends_on=on, ended_at=at)


@transaction.atomic(durable=True)
def date_opening(cooperative: Cooperative, *, at: datetime) -> None:
    Cooperative.objects.filter(pk=cooperative.pk).update(opened_at=at)


@transaction.atomic(durable=True)
def set_state(cooperative: Cooperative, state: str) -> None:
    """Closing a co-op's doors is the operator's, and no service offers it yet; a federation suspends its word."""
    Cooperative.objects.filter(pk=cooperative.pk).update(state=state)


@transaction.atomic(durable=True)
def date_rules(*, at: datetime) -> None:
    """Within the co-op: its rules are as old as it is."""
    for each in (Bylaws, PrivacyNotice):
        each.objects.filter(version=1).update(published_at=at)


@transaction.atomic(durable=True)
def date_interest(interest: Interest, *, at: datetime, refused: bool) -> None:
    """Told on a day before today, its notes a day later, and its letters left then, or came back."""
    Interest.objects.filter(pk=interest.pk).update(
        created_at=at,
        consented_at=at,
        confirmed_at=at if interest.is_confirmed else None,
        changed_at=at,
    )
    InterestNote.objects.filter(interest=interest).update(at=at + timedelta(hours=20))
    outcome = InterestLetter.State.FAILED if refused else InterestLetter.State.SENT
    InterestLetter.objects.filter(interest=interest).update(
        state=outcome,
        error="The address was refused." if refused else "",
        written_at=at,
        sent_at=None if refused else at,
    )


@transaction.atomic(durable=True)
def date_proposal(proposal: Proposal, *, at: datetime) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(created_at=at, changed_at=at)


@transaction.atomic(durable=True)
def date_comment(comment: Comment, *, at: datetime) -> None:
    """Written on a day before today, read a day later, answered two days after that; its letters left then."""
    rows = Comment.objects.filter(pk=comment.pk)
    rows.update(created_at=at, changed_at=at + timedelta(hours=20))
    rows.exclude(confirmed_at=None).update(confirmed_at=at)
    rows.exclude(published_at=None).update(published_at=at + timedelta(hours=20))
    rows.exclude(answered_at=None).update(answered_at=at + timedelta(days=3))
    CommentLetter.objects.filter(comment=comment).update(
        state=CommentLetter.State.SENT, written_at=at, sent_at=at
    )


def tell_of_card(membership: Membership) -> None:
    """As if they had known of their card since it was made: whom nobody told of it is reminded of nothing either."""
    Membership.objects.filter(pk=membership.pk).update(announce=True)


@transaction.atomic(durable=True)
def answer_letter(row: Letter, *, state: str, said: str, now: datetime) -> None:
    """As if a mail server had answered so; no such server is asked from a demonstration. What waits leaves later."""
    waits = state == Letter.State.WAITING
    if waits:
        outbox.record(LetterWritten(str(row.code)), delay=AGAIN_AFTER)
    Letter.objects.filter(pk=row.pk).update(
        state=state,
        error=said,
        sent_at=None,
        attempts=5 if waits else 1,
        due_at=now + AGAIN_AFTER if waits else None,
    )
