from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone

from credentials.models.accreditation import Accreditation
from tenants.dates import today_in
from tenants.owned import CooperativeOwned


class OutsideWord(CooperativeOwned):
    """An accreditation of the current co-op by a body of another portal, as an owner brought it.

    The newest of each body; it is shown beside what bodies of this portal say for as long as it holds.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    issuer = models.CharField(max_length=500, help_text="DID of the body.")
    issuer_name = models.CharField(max_length=300, help_text="The body's own word for itself.")
    legal_name = models.CharField(max_length=300)
    assurance = models.CharField(max_length=16, choices=Accreditation.Assurance.choices)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(help_text="The first moment at which it no longer holds.")
    document = models.TextField()
    taken_down_at = models.DateTimeField(null=True, blank=True, help_text="No longer ours to show.")
    added_by = models.CharField(max_length=200, help_text="Who brought it, by name.")
    added_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(default=timezone.now, help_text="When its body was last asked.")
    seen_at = models.DateTimeField(default=timezone.now, help_text="When the body last answered.")
    fault = models.CharField(
        max_length=60, blank=True, help_text="Why it does not hold: a code of the check."
    )
    warned_at = models.DateTimeField(null=True, blank=True, help_text="That it ends soon.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["-added_at", "-pk"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "issuer"], name="credentials_outside_word_once"
            ),
        ]

    def __str__(self) -> str:
        return self.issuer_name

    @property
    def first_day(self) -> date:
        """Where the co-op is."""
        return today_in(self.cooperative.time_zone, self.valid_from)

    @property
    def last_day(self) -> date:
        """Where the co-op is."""
        return today_in(self.cooperative.time_zone, self.valid_until - timedelta(microseconds=1))
