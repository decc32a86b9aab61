"""Look at what the other sides of agreements across portals say now. Asks other portals, so in no transaction."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.utils import timezone

from benefits import across, agreed
from benefits.abroad import fetch_statement
from benefits.services import hearing
from benefits.statements import StatementError

log = logging.getLogger(__name__)


def listen_to_all() -> int:
    """To those of the current co-op that were not looked at for a round. Returns how many."""
    now = timezone.now()
    codes = across.due(now - timedelta(seconds=settings.GRANT_RECHECK_SECONDS), now)
    for code in codes:
        try:
            listen_to(code)
        except SoftTimeLimitExceeded:  # the round's time is over, whoever's turn it is
            raise
        except Exception:  # one partner's trouble is no other's
            log.exception("The other side of agreement %s could not be followed.", code)
            hearing.note_trouble(code, "unreadable")
    return len(codes)


def listen_to(code: UUID) -> None:
    """To one, now. What cannot be taken changes nothing, and stands on the agreement's page."""
    sides = agreed.sides_of(code)
    if sides is None or not sides.agreement.across:
        return
    try:
        hearing.hear(*fetch_statement(across.their_side(sides).did, code))
    except StatementError as error:
        hearing.note_trouble(code, error.code)
