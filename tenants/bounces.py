"""From outside any co-op to the letter that a report is about, and from there to the one co-op that wrote it."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from tenants import mail_reports, scope
from tenants.everywhere import across_cooperatives
from tenants.mail_reports import Report
from tenants.models import Letter
from tenants.secrets import letter_of_bounce
from tenants.services import bounces

TAKEN, KNOWN, OTHERS, NONE = "taken", "known", "others", "none"
OUTCOMES: Final = (TAKEN, KNOWN, OTHERS, NONE)


def take_mail(data: bytes) -> str:
    """One mail that came to the address for reports. Returns what it was, by one of OUTCOMES."""
    report = mail_reports.read(data)
    return NONE if report is None else take(report)


def take(report: Report) -> str:
    """By the token in the address, else by the Message-ID: both name a letter that only its reader has seen."""
    letter = letter_of_bounce(report.token) if report.token else _by_message_id(report.message_id)
    home = _home_of(letter) if letter else None
    if letter is None or home is None:
        return OTHERS
    with scope.within(home):
        taken = bounces.take(letter, gone=report.gone, said=report.said)
    return TAKEN if taken else KNOWN


def _by_message_id(message_id: str) -> UUID | None:
    name, _at, host = message_id.strip().strip("<>").partition("@")
    if host != urlsplit(settings.CANONICAL_ORIGIN).hostname:
        return None
    try:
        return UUID(name)
    except ValueError:
        return None


def _home_of(letter: UUID) -> UUID | None:
    with across_cooperatives("a report names a letter, and the letter alone says whose it is"):
        return Letter.objects.filter(code=letter).values_list("cooperative_id", flat=True).first()
