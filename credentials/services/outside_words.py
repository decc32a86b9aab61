"""Keep what bodies of other portals say of the current co-op, show it while it holds, and say when it does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from credentials import publishing
from credentials.core.accreditation import AccreditationClaims
from credentials.core.types import Document
from credentials.facts import (
    OutsideWordBrought,
    OutsideWordChanged,
    OutsideWordEnding,
    OutsideWordTakenDown,
)
from credentials.models import OutsideWord
from tenants import outbox
from tenants.models import Staff

WARNED_BEFORE: Final = timedelta(days=30)
EXPIRED: Final = "accreditation_expired"


@transaction.atomic
def bring_word(
    claims: AccreditationClaims,
    document: Document,
    *,
    valid_from: datetime,
    valid_until: datetime,
    by: Staff,
) -> OutsideWord:
    """Keep a word that was read and found to hold; it takes the place of an earlier one of the same body."""
    now = timezone.now()
    row, _new = OutsideWord.objects.update_or_create(
        issuer=claims.issuer,
        defaults={
            "issuer_name": claims.issuer_name[:300],
            "legal_name": claims.legal_name[:300],
            "assurance": claims.assurance,
            "valid_from": valid_from,
            "valid_until": valid_until,
            "document": publishing.as_text(document),
            "added_by": str(by),
            "added_at": now,
            "asked_at": now,
            "seen_at": now,
            "fault": "",
            "warned_at": None,
            "taken_down_at": None,
        },
    )
    outbox.record(OutsideWordBrought(str(row.code), row.issuer, f"{now:%y%m%d%H%M%S%f}"), by=by)
    return row


@transaction.atomic
def take_word_down(row: OutsideWord, *, by: Staff) -> None:
    """The co-op no longer shows it. Its body is not told."""
    kept = OutsideWord.objects.filter(pk=row.pk, taken_down_at=None)
    if kept.update(taken_down_at=timezone.now()):
        outbox.record(OutsideWordTakenDown(str(row.code), row.issuer), by=by)


@transaction.atomic
def note_look(row: OutsideWord, *, fault: str | None) -> None:
    """What was found when its body was asked; None where it did not answer, which changes nothing."""
    now = timezone.now()
    held = (
        OutsideWord.objects.select_for_update()
        .filter(pk=row.pk, document=row.document, taken_down_at=None)
        .first()
    )
    if held is None:
        return  # taken down, or a newer one was brought meanwhile
    held.asked_at = now
    if fault is not None:
        if fault != held.fault:
            outbox.record(OutsideWordChanged(str(held.code), fault, f"{now:%y%m%d%H%M%S%f}"))
        held.fault, held.seen_at = fault, now
    held.save(update_fields=["asked_at", "seen_at", "fault"])


@transaction.atomic(durable=True)
def turn_clocks() -> int:
    """Warn 30 days before a word ends, and note its end. Returns how many."""
    now, count = timezone.now(), 0
    for row in _ending().select_for_update():
        count += 1
        if row.valid_until <= now:
            OutsideWord.objects.filter(pk=row.pk).update(fault=EXPIRED)
            outbox.record(OutsideWordChanged(str(row.code), EXPIRED, f"{now:%y%m%d%H%M%S%f}"))
        else:
            OutsideWord.objects.filter(pk=row.pk).update(warned_at=now)
            outbox.record(OutsideWordEnding(str(row.code), row.valid_until.isoformat()))
    return count


def is_clock_due() -> bool:
    """Whether one of our words is to be warned of, or is over."""
    return _ending().exists()


def _ending() -> QuerySet[OutsideWord]:
    now = timezone.now()
    running = OutsideWord.objects.filter(fault="", taken_down_at=None)
    soon = running.filter(warned_at=None, valid_until__lte=now + WARNED_BEFORE)
    return soon | running.filter(valid_until__lte=now)
