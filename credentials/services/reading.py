"""Read other co-ops' published lists, as a stranger would: no row of a co-op is asked, only documents.

Lists of other portals come over the network, so nothing here may run within a transaction.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.utils import timezone

from credentials.core.authority import may_speak
from credentials.core.errors import CoreError
from credentials.core.lists import ListReader
from credentials.core.report import NOT_CHECKED, PASSED
from credentials.resolving import PARTNER

log = logging.getLogger(__name__)

BITS = 8


def read_list(url: str, *, issuer: str, purpose: str, now: datetime) -> bytes | None:
    """The bits of a list whose signature, issuer, purpose and dates hold; None where any does not."""
    reader = ListReader(now=now, resolve=PARTNER.resolve, fetch_status=PARTNER.fetch_status)
    try:
        return reader.bits(url, issuer, purpose)
    except CoreError as error:
        log.info("The list %s cannot be relied on (%s).", url, error.code)
        return None


class Lists:
    """Each list is read once per round, however many memberships stand in it."""

    def __init__(self, now: datetime | None = None) -> None:
        self._now = now or timezone.now()
        self._read: dict[tuple[str, str, str], bytes | None] = {}
        self._accreditations = PARTNER.accreditations(self._now)

    def bit(self, url: str, issuer: str, purpose: str, index: int) -> bool | None:
        """Whether the bit is set; None where the list cannot be trusted or has no such place."""
        key = (url, issuer, purpose)
        if key not in self._read:
            self._read[key] = read_list(url, issuer=issuer, purpose=purpose, now=self._now)
        bits = self._read[key]
        if bits is None or not 0 <= index < len(bits) * BITS:
            return None
        return bool(bits[index // BITS] >> (BITS - 1 - index % BITS) & 1)

    def may_speak(self, issuer: str, home: str) -> bool | None:
        """Whether this issuer may sign for this co-op; None where that cannot be known."""
        check = may_speak(home, issuer, self._accreditations)
        return None if check.outcome is NOT_CHECKED else check.outcome is PASSED
