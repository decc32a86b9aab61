"""Letters that came back: the address is marked, letters to it are held, until somebody changes or confirms it."""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tenants import outbox
from tenants.dates import add_months
from tenants.errors import ChangedMeanwhileError
from tenants.facts import LetterWritten
from tenants.mail_facts import AddressConfirmed, LetterCameBack
from tenants.models import AddressMark, Letter, MailRules, Member, Staff
from tenants.secrets import email_key

# What was held for longer is no news any more; it stays on the list as held.
FRESH: Final = timedelta(days=30)
COULD: Final = (Letter.State.WAITING, Letter.State.SENT)


@transaction.atomic(durable=True)
def take(letter: UUID, *, gone: bool, said: str) -> bool:
    """What a report says of a letter of this co-op. False where it is known already, or says nothing new.

    Only the letter's own address is marked, whatever the report names: who saw the letter can silence their
    own address here, and no other.
    """
    row = Letter.objects.select_for_update(no_key=True).filter(code=letter).first()
    # One that still waits was handed over a moment ago: a report can be faster than the worker's own note of it.
    if row is None or row.state not in COULD:
        return False
    Letter.objects.filter(pk=row.pk).update(state=Letter.State.BOUNCED, error=said[:300])
    outbox.record(LetterCameBack(str(row.code)))
    key = email_key(row.to)
    cleared = AddressMark.objects.filter(
        address_key=key, cleared_at__gt=row.sent_at or row.written_at
    )
    if key and not cleared.exists():
        _mark(row.to, key, gone=gone, said=said[:300])
    return True


def _mark(address: str, key: str, *, gone: bool, said: str) -> None:
    now = timezone.now()
    mark, created = AddressMark.objects.get_or_create(
        address_key=key, cleared_at=None, defaults={"address": address, "gone": gone, "said": said}
    )
    if not created:
        news = {"gone": True, "said": said} if gone else {}
        rows = AddressMark.objects.filter(pk=mark.pk)
        rows.update(last_at=now, reports=F("reports") + 1, **news)


@transaction.atomic(durable=True)
def hold(row: Letter) -> bool:
    """Hold a letter back whose address is gone. False where it may leave."""
    # Locked, so that who confirms it meanwhile finds this letter among those that are held.
    marks = AddressMark.objects.select_for_update(no_key=True).filter(cleared_at=None, gone=True)
    if marks.filter(address_key=email_key(row.to)).first() is None:
        return False
    waiting = Letter.objects.filter(pk=row.pk, state=Letter.State.WAITING)
    waiting.update(state=Letter.State.HELD, due_at=None)
    return True


@transaction.atomic(durable=True)
def confirm(mark: AddressMark, *, by: Staff) -> int:
    """The address is right after all: what was held leaves now. Raises ChangedMeanwhileError where it was cleared."""
    marked = AddressMark.objects.filter(pk=mark.pk, cleared_at=None)
    if not marked.update(cleared_at=timezone.now(), cleared_by=by):
        raise ChangedMeanwhileError
    outbox.record(AddressConfirmed(str(mark.code)), by=by)
    # By the key by which they were held: a database may know no capitals but those of ASCII.
    since = timezone.now() - FRESH
    held = Letter.objects.filter(state=Letter.State.HELD, written_at__gt=since)
    return _let_go([row for row in held if email_key(row.to) == mark.address_key])


@transaction.atomic
def follow_addresses(members: list[str]) -> None:
    """What was held for a member leaves to the address that was mended."""
    held = Letter.objects.filter(state=Letter.State.HELD, member__code__in=members)
    mended = []
    for row in held.select_related("member"):
        to = row.member.email if row.member else ""
        if to and email_key(to) != email_key(row.to) and _is_fresh(row):
            row.to = to
            mended.append(row)
    _let_go(mended)


@transaction.atomic(durable=True)
def forget_old_marks() -> None:
    """Those that were cleared, and those of addresses that nobody on the register has any more."""
    rules = MailRules.objects.first() or MailRules()
    before = add_months(timezone.localdate(), -rules.kept_months)
    AddressMark.objects.filter(last_at__date__lt=before).exclude(cleared_at=None).delete()
    known = Member.objects.exclude(email_key="").values("email_key")
    stale = AddressMark.objects.filter(last_at__date__lt=before)
    stale.exclude(address_key__in=known).delete()


def _is_fresh(row: Letter) -> bool:
    return row.written_at > timezone.now() - FRESH


def _let_go(rows: list[Letter]) -> int:
    free = [
        row
        for row in rows
        if Letter.objects.filter(pk=row.pk, state=Letter.State.HELD).update(
            state=Letter.State.WAITING, to=row.to, error="", attempts=0, due_at=None
        )
    ]
    outbox.record_many([LetterWritten(str(row.code)) for row in free])
    return len(free)
