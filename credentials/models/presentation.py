from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class PresentationRequest(CooperativeOwned):
    """A question with a nonce, asked by this co-op: show me your card, for this purpose, now."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    nonce = models.CharField(max_length=64, unique=True)
    audience = models.CharField(max_length=300)
    purpose = models.CharField(max_length=40)
    about = models.UUIDField(null=True, blank=True, help_text="What the purpose is about.")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)


class Presentation(CooperativeOwned):
    """The holder's answer, kept as its report. The credential itself is not kept."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    request = models.OneToOneField(
        PresentationRequest, on_delete=models.PROTECT, related_name="presentation"
    )
    evidence_level = models.CharField(max_length=12)
    accepted = models.BooleanField()
    issuer_did = models.CharField(max_length=300)
    report = models.JSONField(help_text="[{check, outcome, code}]: no claims, no names.")
    received_at = models.DateTimeField(default=timezone.now)
