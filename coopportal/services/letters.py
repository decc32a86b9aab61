"""The portal's own letters: claimed by one worker at a time, sent at least once, tried again later."""

from __future__ import annotations

from datetime import timedelta
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from tenants.models import CommentLetter, InterestLetter
from tenants.outbox import MOST_ATTEMPTS

LEASE: Final = timedelta(seconds=90)
FIRST_RETRY: Final = timedelta(seconds=30)
LONGEST_RETRY: Final = timedelta(hours=6)
L = TypeVar("L", InterestLetter, CommentLetter)


@transaction.atomic(durable=True)
def claim_letter(letters: type[L]) -> L | None:
    """The oldest letter that is due, for as long as a lease lasts. A second worker gets the next one."""
    now = timezone.now()
    due = letters.objects.filter(state=letters.State.WAITING, due_at__lte=now)
    for row in due.select_related(letters.ABOUT).order_by("due_at", "pk")[:5]:
        mine = due.filter(pk=row.pk, attempts=row.attempts)
        if mine.update(due_at=now + LEASE, attempts=F("attempts") + 1):
            row.attempts += 1
            return row
    return None


@transaction.atomic(durable=True)
def mark_sent(row: L) -> None:
    _waiting(row).update(state=row.State.SENT, sent_at=timezone.now(), error="")


@transaction.atomic(durable=True)
def mark_failed(row: L, error: str) -> None:
    """The address will not have it: the letter is not tried again, and the list shows that."""
    _waiting(row).update(state=row.State.FAILED, error=error[:200])


@transaction.atomic(durable=True)
def put_off(row: L, error: str) -> None:
    """The mail server is away, or the letter breaks: later, at growing distance, and in the end not any more."""
    wait = min(FIRST_RETRY * 2 ** min(row.attempts, 16), LONGEST_RETRY)
    given_up = row.attempts >= MOST_ATTEMPTS
    _waiting(row).update(
        due_at=timezone.now() + wait,
        error=error[:200],
        state=row.State.FAILED if given_up else row.State.WAITING,
    )


def _waiting(row: L) -> QuerySet[L]:
    return type(row).objects.filter(pk=row.pk, state=row.State.WAITING)
