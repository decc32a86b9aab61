from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.program import Program
from tenants.owned import CooperativeOwned

KEPT: Final = timedelta(days=3653)


def ten_years_on() -> datetime:
    return timezone.now() + KEPT


class IssuingProgram(Program):
    """A program that may have credentials signed in the co-op's name, and set their status."""

    asks_for = "issuing program"


class ProgramCredential(CooperativeOwned):
    """What a program had signed. The document is not kept: whom it is about is the program's affair."""

    class State(models.TextChoices):
        GOOD = "good", _("Good")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    program = models.ForeignKey(IssuingProgram, on_delete=models.PROTECT, related_name="issued")
    reference = models.CharField(
        max_length=300, blank=True, help_text="How its status is set; empty where it has none."
    )
    kinds = models.CharField(max_length=200, help_text="Its types, but for the one that all have.")
    digest = models.CharField(
        max_length=64, help_text="SHA-256 of the document as it was handed out."
    )
    cryptosuite = models.CharField(max_length=24)
    signing_key = models.ForeignKey(
        "credentials.SigningKey", on_delete=models.PROTECT, related_name="+"
    )
    series = models.ForeignKey(
        "credentials.StatusSeries",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    position = models.PositiveIntegerField(null=True, blank=True)
    purposes = models.CharField(max_length=40, blank=True, help_text="Its lists, by purpose.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.GOOD)
    issued_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField(
        default=ten_years_on,
        help_text="How long its key stays published: its own end, or ten years where it names none.",
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-pk"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "reference"],
                condition=~models.Q(reference=""),
                name="credentials_program_reference_once",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "series", "position"], name="credentials_program_place_once"
            ),
        ]

    @property
    def can_be_revoked(self) -> bool:
        return "revocation" in self.purposes and self.state != self.State.REVOKED
