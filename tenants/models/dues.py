from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tenants.holding import NOTHING
from tenants.owned import CooperativeOwned, OwnedManager, OwnedQuerySet
from tenants.secrets import new_reference, spelt_reference


class MoneyRules(CooperativeOwned):
    """How this co-op is paid. One row; without it nothing is written down by itself."""

    asks = models.BooleanField(
        default=False, help_text="Fees and shares become due by themselves, as the kinds say."
    )
    due_days = models.PositiveSmallIntegerField(default=14)
    holder = models.CharField(max_length=70, blank=True, help_text="Whose account it is.")
    iban = models.CharField(max_length=34, blank=True)
    bic = models.CharField(max_length=11, blank=True)
    how = models.TextField(max_length=500, blank=True, help_text="Other ways to pay, in words.")
    letters = models.BooleanField(
        default=False, help_text="A letter before an amount is due, and one when it is late."
    )
    letter_days_before = models.PositiveSmallIntegerField(default=7, help_text="0 for none.")
    letter_days_after = models.PositiveSmallIntegerField(default=7)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative"], name="tenants_money_rules_once"),
        ]


class Due(CooperativeOwned):
    """An amount that a member or an applicant owes the co-op.

    `settled` is what its entries come to; it is written with each of them, in the same transaction.
    """

    class Kind(models.TextChoices):
        FEE = "fee", gettext_lazy("Fee")
        SHARES = "shares", gettext_lazy("Shares")
        OTHER = "other", gettext_lazy("Other")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=12, default=new_reference, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=100, blank=True)
    member = models.ForeignKey(
        "tenants.Member", null=True, blank=True, on_delete=models.PROTECT, related_name="dues"
    )
    application = models.ForeignKey(
        "tenants.Application", null=True, blank=True, on_delete=models.PROTECT, related_name="dues"
    )
    membership = models.ForeignKey(
        "tenants.Membership",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="dues",
        help_text="Of a fee, the one that it pays for.",
    )
    membership_class = models.ForeignKey(
        "tenants.MembershipClass", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    settled = models.DecimalField(max_digits=12, decimal_places=2, default=NOTHING)
    currency = models.CharField(max_length=3)
    due_on = models.DateField()
    covers_from = models.DateField(null=True, blank=True)
    covers_until = models.DateField(null=True, blank=True)
    part = models.PositiveSmallIntegerField(default=1, help_text="Which instalment.")
    parts = models.PositiveSmallIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["due_on", "id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "reference"], name="tenants_due_reference_once"
            ),
            models.UniqueConstraint(
                fields=["cooperative", "membership", "covers_from"],
                condition=models.Q(kind="fee"),
                name="tenants_due_fee_once",
            ),
            models.CheckConstraint(
                condition=models.Q(member__isnull=False) | models.Q(application__isnull=False),
                name="tenants_due_of_somebody",
            ),
        ]
        indexes = [models.Index(fields=["cooperative", "due_on"], name="tenants_due_days")]

    @property
    def open(self) -> Decimal:
        """Below nothing where too much was paid."""
        return self.amount - self.settled

    def state_on(self, today: date) -> str:
        if self.open < 0:
            return "too_much"
        if not self.open:
            return "settled"
        return "overdue" if self.due_on < today else "due"

    @property
    def spelt(self) -> str:
        return spelt_reference(self.reference)

    @property
    def what(self) -> str:
        """What it is for, in a few words."""
        if self.title:
            return self.title
        if self.kind == self.Kind.SHARES and self.parts > 1:
            return _("Shares, instalment {n} of {all}").format(n=self.part, all=self.parts)
        if self.covers_from and self.covers_until:
            return _("Fee, {first} to {last}").format(
                first=date_format(self.covers_from, "DATE_FORMAT"),
                last=date_format(self.covers_until, "DATE_FORMAT"),
            )
        return str(self.get_kind_display())


class MoneyEntryQuerySet(OwnedQuerySet["MoneyEntry"]):
    def update(self, **values: Any) -> int:
        raise TypeError(f"What was booked is never changed ({', '.join(values)}): it is reversed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("What was booked is never deleted.")

    def rewrite(self, **values: Any) -> int:
        """For forgetting a person, and for a demonstration that claims to be years old."""
        return super().update(**values)


class MoneyEntryManager(OwnedManager["MoneyEntry"]):
    def get_queryset(self) -> MoneyEntryQuerySet:
        rows = MoneyEntryQuerySet(self.model, using=self._db)
        rows.query = super().get_queryset().query
        return rows

    def forget(self, **which: Any) -> None:
        """Empty what somebody wrote beside these entries; the amounts stay."""
        self.get_queryset().filter(**which).rewrite(reason="")


class MoneyEntry(CooperativeOwned):
    """Towards what is due: money that came, or that is no longer asked for. Only ever added to."""

    class Kind(models.TextChoices):
        RECEIVED = "received", gettext_lazy("Received")
        WAIVED = "waived", gettext_lazy("Waived")
        WRITTEN_OFF = "written_off", gettext_lazy("Written off")
        REVERSED = "reversed", gettext_lazy("Reversed")

    class Method(models.TextChoices):
        BANK = "bank", gettext_lazy("Bank transfer")
        CASH = "cash", gettext_lazy("Cash")
        CARD = "card", gettext_lazy("Card")
        OTHER = "other", gettext_lazy("Another way")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    due = models.ForeignKey("tenants.Due", on_delete=models.PROTECT, related_name="entries")
    action = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.DecimalField(
        max_digits=12, decimal_places=2, help_text="Below nothing where something is reversed."
    )
    on = models.DateField(help_text="When it came.")
    method = models.CharField(max_length=8, choices=Method.choices, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal"
    )
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    written_at = models.DateTimeField(default=timezone.now)

    objects = MoneyEntryManager()  # type: ignore[misc]  # -- the same gate, which only lets in

    class Meta(CooperativeOwned.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["cooperative", "on"], name="tenants_money_days")]

    @property
    def is_money(self) -> bool:
        """Whether it came or went, rather than being asked for no more."""
        first = self.reverses or self
        return first.action == self.Kind.RECEIVED
