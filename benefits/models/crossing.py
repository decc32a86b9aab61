from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned

LASTS = timedelta(minutes=30)


def _soon_over() -> object:
    return timezone.now() + LASTS


class Crossing(CooperativeOwned):
    """A visitor on the way from a co-op of another portal: asked, answered, come back, then gone.

    What the home answered waits here for the visitor's confirmed address, and is deleted with the
    decision or after half an hour.
    """

    request = models.UUIDField(unique=True)
    home_did = models.CharField(max_length=300)
    home_name = models.CharField(max_length=200)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=_soon_over)
    answered_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    response_digest = models.CharField(max_length=64, blank=True)
    card = models.JSONField(default=dict)
    standing = models.CharField(max_length=12, blank=True)
    presentation = models.UUIDField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)

    class Meta(CooperativeOwned.Meta):
        indexes = [
            models.Index(fields=["cooperative", "expires_at"], name="benefits_crossing_over")
        ]

    @property
    def code(self) -> UUID:
        return self.request
