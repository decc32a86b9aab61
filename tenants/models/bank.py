from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.importing.bank import Paid
from tenants.owned import CooperativeOwned


class BankFile(CooperativeOwned):
    """A bank's list of payments. Its plan is frozen, and exactly it is booked, once."""

    class State(models.TextChoices):
        COLUMNS = "columns", _("Columns to choose")
        PLANNED = "planned", _("Planned")
        BOOKED = "booked", _("Booked")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, help_text="By which the same file is known again.")
    state = models.CharField(max_length=12, choices=State.choices, default=State.COLUMNS)
    heads = models.JSONField(default=list)
    first = models.PositiveIntegerField(help_text="The row with the headings.")
    columns = models.JSONField(default=dict, help_text="{field: place of the column}")
    created_by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    booked_at = models.DateTimeField(null=True, blank=True)
    job = models.ForeignKey(
        "tenants.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "digest"], name="tenants_bank_file_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BankLine(CooperativeOwned):
    """One line of the file: what stands there, what is planned, and the entry that it became."""

    class Outcome(models.TextChoices):
        MATCHED = "matched", _("Found by its reference")
        DIFFERS = "differs", _("Another amount")
        KNOWN = "known", _("Known already")
        UNKNOWN = "unknown", _("No reference that is known")
        NOT_IN = "not_in", _("Not money in")
        UNREADABLE = "unreadable", _("No payment")

    brought = models.ForeignKey("tenants.BankFile", on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField(help_text="The row in the file.")
    cells = models.JSONField(default=list)
    on = models.DateField(null=True, blank=True)
    amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    text = models.CharField(max_length=500, blank=True)
    payer = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=64, blank=True, help_text="The same payment has the same.")
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    due = models.ForeignKey(
        "tenants.Due", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    take = models.BooleanField(default=False, help_text="It is booked on what is due.")
    choices = models.JSONField(default=list, help_text="Amounts that somebody may choose instead.")
    seen = models.DecimalField(
        max_digits=12,
        decimal_places=2,
        null=True,
        help_text="What was settled when it was planned.",
    )
    entry = models.OneToOneField(
        "tenants.MoneyEntry", null=True, blank=True, on_delete=models.PROTECT, related_name="line"
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["number"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "brought", "number"], name="tenants_bank_line_once"
            ),
            models.UniqueConstraint(
                fields=["cooperative", "key"],
                condition=models.Q(entry__isnull=False),
                name="tenants_bank_payment_once",
            ),
        ]

    def read_from(self, paid: Paid) -> None:
        """What the file says, as the columns are understood now."""
        self.on, self.amount, self.text, self.payer = paid.on, paid.amount, paid.text, paid.payer
        self.key = paid.key if paid.on and paid.amount else ""

    @property
    def is_offered(self) -> bool:
        return bool(self.choices) and self.amount is not None and self.amount > Decimal(0)
