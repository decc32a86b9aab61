"""What becomes of a letter on its way: its place within the hour, sent, put off, given up, forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from tenants import outbox, scope
from tenants.dates import add_months
from tenants.mail_facts import MailRulesSet
from tenants.models import Letter, MailRules, OutboxEntry, Staff
from tenants.putting_off import wait_after

SEND: Final = "tenants.letters.send"  # the reaction that sends; stored in rows
HOUR: Final = timedelta(hours=1)
RESERVED: Final = 10  # the part of an hour's letters that patient ones leave to the others: a tenth


@transaction.atomic(durable=True)
def take_place(row: Letter) -> datetime | None:
    """A place among the letters of this hour, whichever worker asks; else when to ask again.

    Kept in the row, so that a worker that dies has used its place. Patient letters leave some places
    to those that somebody waits for.
    """
    rules = MailRules.objects.select_for_update(no_key=True).first()
    if rules is None or rules.letters_an_hour is None:
        return None
    most = rules.letters_an_hour
    if row.lane >= outbox.PATIENT:
        most = max(1, most - most // RESERVED)
    now = timezone.now()
    since = now - HOUR
    lately = Letter.objects.filter(
        Q(place_at__gt=since) | Q(place_at=None, sent_at__gt=since)
    ).exclude(pk=row.pk)
    taken = lately.count()
    if taken < most:
        Letter.objects.filter(pk=row.pk).update(place_at=now)
        return None
    at = Coalesce("place_at", "sent_at")
    oldest: datetime = lately.order_by(at).values_list(at, flat=True)[taken - most]
    until = oldest + HOUR
    _wait(row, until)
    return until


def _wait(row: Letter, until: datetime) -> None:
    """The whole crowd at once, in its order; single ones, among them codes, each for itself."""
    waiting = Letter.objects.filter(state=Letter.State.WAITING, attempts=0)
    later = Q(due_at=None) | Q(due_at__lt=until)
    if row.lane < outbox.PATIENT:
        waiting.filter(later, pk=row.pk).update(due_at=until)
        return
    waiting.filter(later, lane__gte=outbox.PATIENT).update(due_at=until)
    owed = _owed().filter(lane__gte=outbox.PATIENT, due_at__lt=until)
    owed.update(due_at=until)


@transaction.atomic
def mark_sent(row: Letter, *, message_id: str) -> None:
    _waiting(row).update(
        state=Letter.State.SENT,
        sent_at=timezone.now(),
        message_id=message_id,
        error="",
        due_at=None,
        attempts=row.attempts + 1,
    )


@transaction.atomic
def mark_failed(row: Letter, *, error: str) -> None:
    """The address will not have it, or it was tried long enough: not tried again, and staff see that."""
    _waiting(row).update(
        state=Letter.State.FAILED, error=error[:300], due_at=None, attempts=row.attempts + 1
    )


@transaction.atomic
def drop(row: Letter) -> None:
    """Nobody wants it any more: it was stopped, or the member has chosen otherwise."""
    _waiting(row).update(state=Letter.State.DROPPED, due_at=None)


@transaction.atomic
def put_off(row: Letter, *, error: str) -> datetime | None:
    """Later, at growing distance. None once it was tried often enough: then it is given up."""
    if row.attempts + 1 >= outbox.MOST_ATTEMPTS:
        mark_failed(row, error=error)
        return None
    until = timezone.now() + wait_after(row.attempts + 1)
    _waiting(row).update(error=error[:300], due_at=until, attempts=row.attempts + 1)
    return until


@transaction.atomic(durable=True)
def set_rules(*, by: Staff, **values: object) -> None:
    """A larger hour lets those go on at once that wait for a smaller one."""
    MailRules.objects.update_or_create(defaults=values)
    Letter.objects.filter(state=Letter.State.WAITING, attempts=0).update(due_at=None)
    _hurry()
    outbox.record(MailRulesSet(), by=by)


@transaction.atomic(durable=True)
def forget_old_letters() -> None:
    """To whom a letter went, and what was answered, once the time is over; that there was one stays."""
    rules = MailRules.objects.first() or MailRules()
    before = add_months(timezone.localdate(), -rules.kept_months)
    old = Letter.objects.filter(written_at__date__lt=before).exclude(to="", error="")
    old.exclude(state=Letter.State.WAITING).update(to="", error="", member=None)


def _hurry() -> None:
    """What only waited for its turn goes on at once; what failed keeps its distance."""
    now = timezone.now()
    _owed().filter(due_at__gt=now, last_error="").update(due_at=now)


def _owed() -> QuerySet[OutboxEntry]:
    """Sending that nobody is at, in this co-op."""
    here = scope.current().cooperative_id
    rows = OutboxEntry.objects.filter(handler=SEND, cooperative_id=here, claim="")
    return rows.filter(done_at=None, cancelled_at=None, dead_at=None)


def _waiting(row: Letter) -> QuerySet[Letter]:
    return Letter.objects.filter(pk=row.pk, state=Letter.State.WAITING)
