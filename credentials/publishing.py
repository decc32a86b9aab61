"""Where a co-op's published documents stand, and in which form they are kept."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any, Final

from django.conf import settings

from credentials.core.types import Document
from tenants.models import Cooperative, Locator
from tenants.secrets import card_code_key, digest, new_card_code

DID_DOCUMENT: Final = "application/did+json"
CREDENTIAL: Final = "application/vc"
PRESENTATION: Final = "application/vp"

# How long others may keep what they fetched. A key is announced for twice that before it is used.
DID_MAX_AGE: Final = timedelta(minutes=5)
STATUS_MAX_AGE: Final = timedelta(minutes=1)


def did_address(cooperative: Cooperative) -> str:
    return f"{settings.CANONICAL_ORIGIN}/c/{cooperative.slug}/did.json"


def status_address(cooperative: Cooperative, code: str) -> str:
    return f"{settings.CANONICAL_ORIGIN}/c/{cooperative.slug}/status/{code}"


def accreditation_address(cooperative: Cooperative) -> str:
    """Where a co-op shows what bodies say of it."""
    return f"{settings.CANONICAL_ORIGIN}/c/{cooperative.slug}/accreditation.json"


def trust_list_address(cooperative: Cooperative) -> str:
    return f"{settings.CANONICAL_ORIGIN}/c/{cooperative.slug}/trust-list.json"


def trust_list_part_address(cooperative: Cooperative, code: str) -> str:
    """Below the list, as its readers ask for it."""
    return f"{settings.CANONICAL_ORIGIN}/c/{cooperative.slug}/trust-list/parts/{code}.json"


def present_address() -> str:
    """Where co-ops of other portals send our members to answer for them."""
    return f"{settings.CANONICAL_ORIGIN}/present/"


def card_address(card_code: str) -> str:
    """What the QR code on a card opens."""
    return f"{settings.CANONICAL_ORIGIN}/v/{card_code}"


def card_digest(card_code: str) -> str:
    """Under which the card behind a code is found, however it was typed."""
    return digest("card", card_code_key(card_code))


def free_card_codes(count: int) -> list[str]:
    """Codes that no card of any co-op has. A collision that slips through fails the batch, which repeats."""
    codes: set[str] = set()
    while missing := count - len(codes):
        drawn = {card_digest(code): code for code in (new_card_code() for _ in range(missing))}
        taken = Locator.objects.filter(kind=Locator.Kind.CARD, digest__in=drawn)
        for known in taken.values_list("digest", flat=True):
            del drawn[known]
        codes |= set(drawn.values())
    return list(codes)


def credential_digest(urn: str) -> str:
    """Under which a hint finds what rests on a card; says nothing about the person."""
    return hashlib.sha256(urn.encode()).hexdigest()


def as_text(document: Document) -> str:
    """The one way in which a document is written and kept."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def published(
    document: Document, media_type: str, *, now: datetime, valid_until: datetime | None = None
) -> dict[str, Any]:
    """The columns of a published document."""
    body = as_text(document)
    return {
        "media_type": media_type,
        "body": body,
        "etag": hashlib.sha256(body.encode()).hexdigest(),
        "valid_until": valid_until,
        "updated_at": now,
    }
