"""Words of bodies elsewhere: brought by the co-op they are about, and looked at again each day.

Everything here may ask other portals, so nothing of it runs within a transaction.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from credentials import resolving
from credentials.core.accreditation import AccreditationClaims, read_accreditation
from credentials.core.credential import period_of
from credentials.core.encoding import MAX_BYTES, parse_json
from credentials.core.errors import CoreError
from credentials.core.report import NOT_CHECKED, PASSED
from credentials.core.types import Document
from credentials.errors import OutsideWordError
from credentials.models import OutsideWord
from credentials.resolving import PARTNER
from credentials.services import outside_words
from tenants import outbound
from tenants.models import Cooperative
from tenants.outbound import SIGNED_DOCUMENT, OutboundError

log = logging.getLogger(__name__)

AGAIN: Final = timedelta(hours=20)
"""How long what was found is believed: each word is looked at once a day."""


@dataclass(frozen=True)
class Word:
    """A word that holds now."""

    claims: AccreditationClaims
    valid_from: datetime
    valid_until: datetime
    document: Document


def read_word(text: str, here: Cooperative) -> Word:
    """What was pasted: the signed file, or the https address at which it stands. Raises OutsideWordError."""
    document = _document(text.strip())
    try:
        claims = read_accreditation(document)
        start, end = period_of(document)
    except CoreError:
        raise OutsideWordError("not_accreditation") from None
    if start is None or end is None:
        raise OutsideWordError("not_accreditation")
    if claims.subject != here.did:
        raise OutsideWordError("of_another", claims.subject)
    if not resolving.host_of(claims.issuer):
        raise OutsideWordError("not_of_the_web")
    if resolving.is_here(claims.issuer):
        raise OutsideWordError("of_this_portal")
    check = PARTNER.accreditations(timezone.now()).verified(document)
    if check.outcome is not PASSED:
        raise OutsideWordError(check.code)
    return Word(claims, start, end, document)


MOST_AT_ONCE: Final = 5
"""Each may take its time to answer, and other co-ops wait for their turn."""


def look_at_due() -> int:
    """Ask the bodies whose words were not looked at for a day. Returns how many words."""
    rows = list(_due().order_by("asked_at")[:MOST_AT_ONCE])
    for row in rows:
        check = PARTNER.accreditations(timezone.now()).verified(json.loads(row.document))
        unsure = check.outcome is NOT_CHECKED
        outside_words.note_look(
            row, fault=None if unsure else "" if check.outcome is PASSED else check.code
        )
    return len(rows)


def is_any_due() -> bool:
    """Whether a word of the current co-op is to be looked at."""
    return _due().exists()


def _due() -> QuerySet[OutsideWord]:
    return OutsideWord.objects.filter(taken_down_at=None, asked_at__lt=timezone.now() - AGAIN)


def _document(text: str) -> Document:
    if text.startswith("https://"):
        text = _fetched(text)
    try:
        found = parse_json(text, most=MAX_BYTES)
    except CoreError:
        raise OutsideWordError("unreadable") from None
    if not isinstance(found, dict):
        raise OutsideWordError("unreadable")
    return found


def _fetched(address: str) -> str:
    try:
        body = outbound.fetch(address, SIGNED_DOCUMENT, fresh=0, lane="partner").body
        return body.decode()
    except (OutboundError, UnicodeDecodeError):
        raise OutsideWordError("not_found") from None
