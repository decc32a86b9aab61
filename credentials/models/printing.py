from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class PrintRun(CooperativeOwned):
    """Cards that were asked for on paper, in one go. The paper itself is the file of its job, for a few days.

    `code` is the key of the page on which it was begun, so a second click begins nothing. Without a job it
    is a single letter.
    """

    class Shape(models.TextChoices):
        SHEET = "sheet", _("Ten on a sheet of A4, to cut out")
        SINGLE = "single", _("Single cards, for a printer of cards")
        LETTER = "letter", _("Letters with the card and a code, for window envelopes")

    class Sides(models.TextChoices):
        BOTH = "both", _("Both sides")
        FRONT = "front", _("Only the front")
        BACK = "back", _("Only the back")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    shape = models.CharField(max_length=8, choices=Shape.choices, default=Shape.SHEET)
    sides = models.CharField(max_length=8, choices=Sides.choices, default=Sides.BOTH)
    job = models.OneToOneField(
        "tenants.Job", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    printed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the paper was there to be printed."
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]


class CardPrint(CooperativeOwned):
    """A card that stands on the paper of a run. Ids only: who it is of, the card says."""

    run = models.ForeignKey(PrintRun, on_delete=models.CASCADE, related_name="cards")
    credential = models.ForeignKey(
        "credentials.Credential", on_delete=models.PROTECT, related_name="prints"
    )

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "run", "credential"], name="credentials_print_once"
            ),
        ]
