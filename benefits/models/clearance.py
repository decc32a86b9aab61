from __future__ import annotations

from datetime import date
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Clearance(CooperativeOwned):
    """What somebody needs here before a benefit: our yes, or one thing that is done once.

    Known by the pseudonym that only this co-op can make. `who` is what the card said, or the initials at a
    desk, so that the office knows whom it is about; it goes when the clearance does.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked for")
        GIVEN = "given", _("Yes")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    pseudonym = models.CharField(max_length=64)
    issuer_did = models.CharField(max_length=300)
    issuer_name = models.CharField(max_length=200)
    agreement = models.UUIDField()
    benefit = models.CharField(max_length=40, help_text="The benefit's id within the agreement.")
    title = models.CharField(max_length=120)
    needs = models.CharField(
        max_length=80, blank=True, help_text="What is done once; empty where it is our yes."
    )
    who = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What the person wrote.")
    place = models.CharField(max_length=40, blank=True, help_text="The desk it was asked for at.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True, help_text="The person or the desk.")
    reason = models.CharField(max_length=300, blank=True, help_text="Why not; the person reads it.")
    ends_on = models.DateField(null=True, blank=True, help_text="The last day; empty for always.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "pseudonym", "agreement", "benefit", "needs"],
                condition=models.Q(state__in=("asked", "given")),
                name="benefits_cleared_once",
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "state", "-id"], name="benefits_clearance_state")
        ]

    def holds_on(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.state == self.State.GIVEN and (self.ends_on is None or self.ends_on >= day)
