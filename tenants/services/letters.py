"""Letters: written once per reason, sent at least once, kept as what became of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tenants import outbox
from tenants.facts import LetterWritten
from tenants.models import Letter


@transaction.atomic
def write_letter(
    kind: str, *, to: str, about: UUID, key: str, language: str = "en"
) -> Letter | None:
    """Owe a letter within the caller's transaction. None if this reason has written already."""
    row, created = Letter.objects.get_or_create(
        kind=kind, key=key, defaults={"to": to, "about": about, "language": language}
    )
    if not created:
        return None
    outbox.record(LetterWritten(str(row.code)))
    return row


@dataclass(frozen=True)
class Owed:
    """A letter of many: to whom, about which row, and the reason that writes once."""

    to: str
    about: UUID
    key: str
    language: str


@transaction.atomic
def write_letters(kind: str, owed: Iterable[Owed]) -> None:
    """Owe letters of one kind, in as many statements as one; a reason that has written already is passed over.

    They may be thousands, so they are patient: a code that somebody waits for goes before them.
    """
    wanted = {each.key: each for each in owed}
    for key in Letter.objects.filter(kind=kind, key__in=wanted).values_list("key", flat=True):
        del wanted[key]
    rows = Letter.objects.bulk_create(
        Letter(kind=kind, key=each.key, to=each.to, about=each.about, language=each.language)
        for each in wanted.values()
    )
    outbox.record_many([LetterWritten(str(row.code)) for row in rows], lane=outbox.PATIENT)


@transaction.atomic
def mark_sent(row: Letter, *, message_id: str) -> None:
    Letter.objects.filter(pk=row.pk, state=Letter.State.WAITING).update(
        state=Letter.State.SENT, sent_at=timezone.now(), message_id=message_id
    )


@transaction.atomic
def mark_failed(row: Letter, *, error: str) -> None:
    """The address will not have it: the letter is not tried again, and staff see that."""
    Letter.objects.filter(pk=row.pk, state=Letter.State.WAITING).update(
        state=Letter.State.FAILED, error=error[:200]
    )
