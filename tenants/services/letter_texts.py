"""A co-op's own words in letters: drafted, saved as a version, and the portal's again."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Max

from tenants import outbox
from tenants.errors import ChangedMeanwhileError
from tenants.letter_texts import Words
from tenants.mail_facts import LetterTextSet
from tenants.models import LetterText, Staff
from tenants.queries import hold_here


@transaction.atomic(durable=True)
def keep_draft(kind: str, language: str, words: Words, *, by: Staff) -> LetterText:
    """To look at, and to have sent to oneself; no letter to anybody else says it."""
    row, _made = LetterText.objects.update_or_create(
        kind=kind, language=language, version=0, defaults={**vars(words), "by": by}
    )
    return row


@transaction.atomic(durable=True)
def save_text(
    kind: str, language: str, words: Words, *, by: Staff, seen: int | None = None
) -> LetterText:
    """Letters that leave from now on say it. The versions before are kept, the draft is not.

    `seen` is the version that somebody had before them. Raises ChangedMeanwhileError where there is a newer one.
    """
    hold_here()  # the first version has no row before it that two could wait for
    rows = LetterText.objects.filter(kind=kind, language=language)
    newest = rows.aggregate(newest=Max("version"))["newest"] or 0
    if seen is not None and seen != newest:
        raise ChangedMeanwhileError
    rows.filter(version=0).delete()
    row = LetterText.objects.create(
        kind=kind, language=language, version=newest + 1, by=by, **vars(words)
    )
    outbox.record(LetterTextSet(str(row.code), kind), by=by)
    return row
