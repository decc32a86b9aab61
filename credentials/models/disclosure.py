from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned
from tenants.secrets import digest


class Disclosure(CooperativeOwned):
    """What this co-op told another one about a member: asked by a desk, or shown by the member.

    For the member, and no page of the office: kept as long as a desk remembers who came, then deleted.
    """

    class Purpose(models.TextChoices):
        DESK = "desk", _("Card checked at a desk")
        VISIT = "visit", _("Card shown for a visit")
        CODE = "code", _("Card shown for a code")
        APPROVAL = "approval", _("Card shown to ask for an approval")

    class Evidence(models.TextChoices):
        SHOWN = "shown", _("Card shown")
        LIVE = "live", _("Live card")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.ForeignKey("tenants.Membership", on_delete=models.CASCADE, related_name="+")
    asker_did = models.CharField(max_length=300)
    asker_name = models.CharField(max_length=300, help_text="Here, or by the asker's own word.")
    question = models.CharField(max_length=64, help_text="Keyed hash of its nonce: asked once.")
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.DESK)
    evidence = models.CharField(max_length=12, choices=Evidence.choices)
    told = models.JSONField(help_text="Names of facts, never their values.")
    at = models.DateTimeField(default=timezone.now)

    @staticmethod
    def question_of(asker: str, nonce: str) -> str:
        """Under which an asker's question is found again: by who knows both, and nobody else."""
        return digest("card question", f"{asker}|{nonce}")

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "question"], name="credentials_asked_once"
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "membership"], name="credentials_told_of")]
