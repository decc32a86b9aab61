from __future__ import annotations

from django.db import models

from tenants.models.program import Program
from tenants.owned import CooperativeOwned


class Integration(Program):
    """A program that may ask about codes: a web shop, a till."""

    asks_for = "integration"


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
