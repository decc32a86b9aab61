from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned


class Integration(CooperativeOwned):
    """A program that may ask for this co-op: a web shop, a till. Known by a token that is shown once."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, help_text="Keyed hash of its token.")
    added_by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class ShopCode(CooperativeOwned):
    """A code that a web shop takes once. It counts from the day it is made; unused, it is given back."""

    redemption = models.OneToOneField(
        "benefits.Redemption", on_delete=models.PROTECT, related_name="shop_code"
    )
    digest = models.CharField(max_length=64, help_text="Keyed hash of the code.")
    percent_off = models.PositiveSmallIntegerField(default=0)
    amount_off = models.PositiveIntegerField(default=0, help_text="In cents.")
    needs_bill = models.BooleanField(
        default=False, help_text="Limits or what the home pays depend on what is taken off."
    )
    beside_others = models.CharField(
        max_length=8, blank=True, help_text="With another discount: the better one, or never."
    )
    expires_on = models.DateField(help_text="The last day.")
    redeemed_at = models.DateTimeField(null=True, blank=True)
    redeemed_by = models.ForeignKey(
        Integration, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reference = models.CharField(
        max_length=80, blank=True, help_text="The shop's own number of the order."
    )

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative", "digest"], name="benefits_shop_code"),
        ]
        indexes = [
            models.Index(
                fields=["cooperative", "redeemed_at", "expires_on"], name="benefits_code_expiry"
            )
        ]
