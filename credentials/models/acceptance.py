from __future__ import annotations

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class AcceptancePolicy(CooperativeOwned):
    """Which cards this co-op accepts, in its own words. Every version is kept; the newest one rules."""

    number = models.PositiveIntegerField()
    rule = models.JSONField(help_text="As credentials.acceptance.Policy writes itself.")
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-number"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "number"], name="credentials_acceptance_once"
            ),
        ]
