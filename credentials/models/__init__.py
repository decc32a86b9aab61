"""The nouns of this app."""

from __future__ import annotations

from credentials.models.credential import Credential, Offer
from credentials.models.presentation import Presentation, PresentationRequest
from credentials.models.signing_key import CooperativeKey, SigningKey
from credentials.models.status_list import PublishedDocument, Reliance, StatusList, StatusSeries

__all__ = [
    "CooperativeKey",
    "Credential",
    "Offer",
    "Presentation",
    "PresentationRequest",
    "PublishedDocument",
    "Reliance",
    "SigningKey",
    "StatusList",
    "StatusSeries",
]
