"""What is no longer needed is deleted: drafts that ran out, and the people in closed applications."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone

from tenants import outbox
from tenants.facts import ApplicationForgotten, LetterWritten
from tenants.models import (
    AddressMark,
    Application,
    ApplicationMessage,
    ApplicationNote,
    BankLine,
    ConditionMet,
    Due,
    FieldAnswer,
    Letter,
    Locator,
    Member,
    MoneyEntry,
    OutboxEntry,
    Seat,
    User,
)

log = logging.getLogger(__name__)

# A decision can be undone and its letter still has to leave.
SETTLED_AFTER: Final = timedelta(hours=1)
EMPTIED: Final = {
    "name": "",
    "name_on_card": "",
    "name_key": "",
    "email": "",
    "email_key": "",
    "phone": "",
    "postcode": "",
    "message": "",
    "waitlist_reason": "",
    "decision_reason": "",
    "proposed_person": None,
    "user": None,
}
# What was written about the person, or found out.
WRITTEN: Final = (FieldAnswer, ApplicationMessage, ApplicationNote, ConditionMet)
State = Application.State
EVER: Final = datetime(2000, 1, 1, tzinfo=UTC)  # before anything was ever anonymised here
MOST: Final = 500


def delete_old_applications() -> int:
    """Delete what this co-op may no longer keep. Returns how many people were forgotten.

    Each application in a transaction of its own, so that one in use never holds up the rest.
    """
    _delete_drafts()
    now = timezone.now()
    due = Application.objects.filter(
        state__in=[State.DECLINED, State.WITHDRAWN],
        delete_on__lte=timezone.localdate(now),
        decided_at__lt=now - SETTLED_AFTER,
        deleted_at=None,
    )
    forgotten = 0
    for pk, user in due.values_list("pk", "user"):
        if _forget(pk):
            forgotten += 1
            if user is not None:
                delete_login(user)
    return forgotten


@transaction.atomic(durable=True)
def _delete_drafts() -> None:
    over = Application.objects.filter(state=State.DRAFT, draft_expires_at__lt=timezone.now())
    codes = list(over.values_list("code", flat=True))
    Letter.objects.filter(about__in=codes).delete()
    Locator.objects.filter(kind=Locator.Kind.APPLICATION, target__in=codes).delete()
    over.filter(code__in=codes).delete()


@transaction.atomic(durable=True)
def _forget(pk: int) -> bool:
    """Empty one application. What stays: class, bylaws, days and outcome, and that it was emptied."""
    row = Application.objects.select_for_update().get(pk=pk)
    letters = Letter.objects.filter(about=row.code)
    if row.deleted_at is not None or _is_on_its_way(letters):
        return False
    Application.objects.filter(pk=pk).update(**EMPTIED, deleted_at=timezone.now())
    Due.objects.filter(application=pk, member=None).update(title="")
    MoneyEntry.objects.forget(due__application=pk, due__member=None)
    lines = BankLine.objects.filter(due__application=pk, due__member=None)
    lines.update(cells=[], text="", payer="")
    for kind in WRITTEN:
        kind.objects.filter(application=pk).delete()
    letters.update(to="", error="")
    known = Member.objects.exclude(email_key="").values("email_key")
    marks = AddressMark.objects.filter(address_key=row.email_key, address_key__gt="")
    marks.exclude(address_key__in=known).delete()
    if not Application.objects.filter(user=row.user_id).exclude(user=None).exists():
        Seat.objects.filter(
            kind=Seat.Kind.APPLICANT, user=row.user_id, cooperative_id=row.cooperative_id
        ).exclude(user=None).delete()
    outbox.record(ApplicationForgotten(str(row.code)))
    return True


def _is_on_its_way(letters: QuerySet[Letter]) -> bool:
    """Where sending was given up, nobody sends it any more: such a letter holds up nobody's being forgotten."""
    waiting = letters.filter(state=Letter.State.WAITING)
    codes = {str(code) for code in waiting.values_list("code", flat=True)}
    if not codes:
        return False
    owed = OutboxEntry.objects.filter(
        fact=LetterWritten.__name__, data__letter__in=codes, done_at=None
    )
    given_up = set(owed.exclude(dead_at=None).values_list("data__letter", flat=True))
    if given_up != codes:
        return True
    waiting.update(state=Letter.State.DROPPED, due_at=None)
    return False


def forget_applications(codes: Iterable[UUID]) -> int:
    """These, whatever the calendar says: asked for by the person, or once before a backup was put back."""
    rows = Application.objects.filter(code__in=list(codes), deleted_at=None)
    return sum(_forget(pk) for pk in list(rows.values_list("pk", flat=True)))


def forget_applications_of_leavers() -> int:
    """What those answered who were members and are anonymised by now."""
    rows = Application.objects.filter(deleted_at=None, membership__member__anonymised_at__gt=EVER)
    return sum(_forget(pk) for pk in list(rows.values_list("pk", flat=True)[:MOST]))


def delete_login(pk: int) -> None:
    """A login that leads nowhere any more. One that something still rests on stays."""
    seated = Seat.objects.filter(user=pk).exists()
    user = User.objects.filter(pk=pk, is_staff=False, is_superuser=False).first()
    if seated or user is None:
        return
    try:
        with transaction.atomic(durable=True):
            user.delete()
    except (IntegrityError, ProtectedError):
        log.info("A login that an application brought is still in use elsewhere.")
