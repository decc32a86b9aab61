from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class ChangeRequest(CooperativeOwned):
    """What a member would like the register to say, until the team has decided. Deleted when the member is forgotten."""

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("tenants.Member", on_delete=models.PROTECT, related_name="+")
    wanted: models.JSONField[Any, Any] = models.JSONField(
        default=dict, help_text="Only what is to change."
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it was declined.")
    decided_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "member"],
                condition=models.Q(state="asked"),
                name="tenants_change_request_one",
            ),
        ]
