"""The chain of a co-op's log. Neither table knows a person: they hold digests of facts, which carry ids only."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class AuditLink(CooperativeOwned):
    """One line of the chain: the digest of one fact together with all that came before it. Only ever added to."""

    position = models.PositiveBigIntegerField(help_text="From 1, without a gap.")
    event = models.OneToOneField("tenants.Event", on_delete=models.PROTECT, related_name="link")
    digest = models.CharField(max_length=64, help_text="SHA-256, in hexadecimal digits.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["position"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "position"], name="tenants_audit_one_chain"
            ),
        ]


class AuditCheck(CooperativeOwned):
    """That the whole chain was read again, and what was found. Only ever added to."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lines = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, blank=True, help_text="The head: of the last line.")
    up_to = models.DateTimeField(
        null=True, blank=True, help_text="When its last fact was recorded."
    )
    faults: models.JSONField[Any, Any] = models.JSONField(
        default=list, help_text="Of each its line, its kind and its fact; the first of them."
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
