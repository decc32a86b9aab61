from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from tenants.holding import NOTHING, Move
from tenants.owned import CooperativeOwned
from tenants.tracked import Tracked, TrackedManager, TrackedQuerySet


class ShareEntryQuerySet(TrackedQuerySet["ShareEntry"]):
    def update(self, **values: Any) -> int:
        raise TypeError(f"What shares did is never changed ({', '.join(values)}): it is reversed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("What shares did is never deleted.")


class ShareEntryManager(TrackedManager["ShareEntry"]):
    def get_queryset(self) -> ShareEntryQuerySet:
        rows = ShareEntryQuerySet(self.model, using=self._db)
        rows.query = super().get_queryset().query
        return rows


class ShareEntry(Tracked):
    """That a member holds more or fewer shares, or has paid for them. Only ever added to.

    Reason and who wrote it stand in the entry of the register that the gate writes beside it.
    """

    class Kind(models.TextChoices):
        SUBSCRIBED = "subscribed", _("Subscribed")
        PAID = "paid", _("Paid up")
        GIVEN = "given", _("Transferred to another member")
        TAKEN = "taken", _("Transferred from another member")
        PAID_BACK = "paid_back", _("Paid back")
        REVERSED = "reversed", _("Reversed")

    FIRST: ClassVar[str] = "on"
    RELATED: ClassVar[tuple[str, ...]] = ("member",)
    TRACKED: ClassVar[tuple[str, ...]] = ("on", "member", "action", "count", "price", "paid")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey(
        "tenants.Member", on_delete=models.PROTECT, related_name="share_entries"
    )
    action = models.CharField(max_length=12, choices=Kind.choices)
    count = models.IntegerField(default=0, help_text="So many more, or fewer.")
    price = models.DecimalField(max_digits=12, decimal_places=2, help_text="Of one share.")
    paid = models.DecimalField(
        max_digits=12, decimal_places=2, default=NOTHING, help_text="So much more is paid up."
    )
    on = models.DateField(help_text="From this day on.")
    beside = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="What this reverses; of a transfer, the other side.",
    )

    objects = ShareEntryManager()  # type: ignore[misc]  # -- the same gate, which only lets in

    class Meta(CooperativeOwned.Meta):
        ordering = ["id"]
        indexes = [models.Index(fields=["cooperative", "member"], name="tenants_shares_member")]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "beside"],
                condition=models.Q(action="reversed"),
                name="tenants_shares_reversed_once",
            ),
        ]

    @property
    def move(self) -> Move:
        return Move(self.on, self.count, self.price, self.paid)

    def holds_from(self, before: dict[str, Any], today: date) -> date:  # noqa: ARG002 -- the gate asks so of every row
        return self.on
