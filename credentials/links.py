"""The link in a card's letter: derived, so that a repeated letter carries the same one and nothing keeps it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse

from credentials.models import Offer
from tenants.models import Cooperative, Locator
from tenants.secrets import derived_token, digest

OPEN_FOR: Final = timedelta(days=14)


def claim_token(offer: Offer) -> str:
    return derived_token("claim", str(offer.code), str(offer.generation))


def claim_digest(offer: Offer) -> str:
    """Under which the link is found."""
    return digest("locator", claim_token(offer))


def claim_address(offer: Offer) -> str:
    return f"{settings.CANONICAL_ORIGIN}{reverse('credentials:claim', args=[claim_token(offer)])}"


def place_of(token: str) -> Locator | None:
    """Which co-op a link leads to; None for one that was never sent."""
    rows = Locator.objects.filter(kind=Locator.Kind.CLAIM, digest=digest("locator", token))
    closed = Cooperative.State.CLOSED
    return rows.exclude(cooperative__state=closed).select_related("cooperative").first()


def is_open(offer: Offer, *, now: datetime) -> bool:
    return now < offer.expires_at
