from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class ClaimCode(CooperativeOwned):
    """A code on paper or in a letter that leads one person to their own seat, once.

    The code itself is derived (`tenants/secrets.py`) and kept nowhere; a `Locator` has its keyed hash.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("tenants.Member", on_delete=models.CASCADE, related_name="+")
    generation = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "member", "generation"], name="tenants_claim_code_once"
            ),
        ]
