from __future__ import annotations

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class TwoPeople(CooperativeOwned):
    """Two entries that look alike are two people: somebody looked, and the list names them no more."""

    first = models.ForeignKey("tenants.Member", on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey("tenants.Member", on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "first", "second"], name="tenants_two_people_once"
            ),
        ]
