from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from benefits.models.agreement import Agreement, AgreementParty


class PairException(models.Model):
    """Within a network, what is different between two of its co-ops.

    Whoever takes something away does so alone; what gives more needs the other's yes.
    """

    class Kind(models.TextChoices):
        EXCLUDED = "excluded", _("The network does not hold between us")
        NEAR = "near", _("The distance rule does not hold between us")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="exceptions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asked_by = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=200)
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asked_by", "other", "kind"],
                condition=models.Q(ended_at=None),
                name="benefits_exception_once",
            )
        ]

    def is_between(self, one: int, other: int) -> bool:
        return {self.asked_by_id, self.other_id} == {one, other}
