"""Whether a mailbox is known here is told to the mailbox alone. Asking does the same work, whoever asks."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from tenants import outbox, queries
from tenants.claim_facts import MembershipSought
from tenants.facts import LetterWritten
from tenants.models import Letter
from tenants.secrets import digest, email_key

KIND: Final = "membership_found"
MOST_A_DAY: Final = 3
MOST_OF_ALL: Final = 200


@transaction.atomic(durable=True)
def ask_by_mail(email: str, *, language: str) -> None:
    """Owe the mailbox an answer: one an hour, three a day, and no flood out of one co-op."""
    now = timezone.now()
    lately = Letter.objects.filter(kind=KIND, written_at__gt=now - timedelta(days=1))
    if lately.filter(to=email).count() >= MOST_A_DAY or lately.count() >= MOST_OF_ALL:
        return
    who = digest("membership sought", email_key(email))
    row, created = Letter.objects.get_or_create(
        kind=KIND,
        key=f"{who}|{now:%Y%m%d%H}",
        defaults={"to": email, "about": queries.here().pk, "language": language},
    )
    if created:
        outbox.record(MembershipSought(str(row.code)))
        outbox.record(LetterWritten(str(row.code)))
