from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Holder(CooperativeOwned):
    """A further card holder of a member's household: their card names the same membership, and they have no vote.

    They are not on the register. Emptied when the member is forgotten, or when they are gone for as long as the
    register keeps who has left; told in "My data".
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Waits for your team")
        ACTIVE = "active", _("Has a card")
        DECLINED = "declined", _("Declined")
        REMOVED = "removed", _("Removed")

    OPEN = (State.ASKED, State.ACTIVE)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.ForeignKey(
        "tenants.Membership", on_delete=models.PROTECT, related_name="holders"
    )
    name = models.CharField(max_length=200)
    birth_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Only where the kind of membership has a youngest age."
    )
    email = models.EmailField(
        blank=True, help_text="Their own; empty where the member gets the card for them."
    )
    email_key = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=10, default="en")
    share_name = models.BooleanField(default=True)
    user = models.ForeignKey(
        "tenants.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    by = models.ForeignKey(
        "tenants.Staff",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who of the team decided last; nobody where no one had to.",
    )
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "email_key"],
                condition=models.Q(state__in=["asked", "active"]) & ~models.Q(email_key=""),
                name="tenants_holder_one_household",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def has_card(self) -> bool:
        return self.state == self.State.ACTIVE

    @property
    def urn(self) -> str:
        """By which their cards are told from the member's own."""
        return f"urn:uuid:{self.code}"
