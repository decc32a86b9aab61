from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Incident(CooperativeOwned):
    """Something went wrong with a partner's member: each of the two co-ops has a row of its own.

    The host has the use and no person; the home has the member, as long as it knows whom it told of.
    """

    class Side(models.TextChoices):
        REPORTED = "reported", _("Reported by us")
        RECEIVED = "received", _("Reported to us")
        MEMBER = "member", _("Said by a member")

    class Kind(models.TextChoices):
        NOT_THEIRS = "not_theirs", _("Somebody else's card")
        MISUSE = "misuse", _("Misuse of a benefit")
        DAMAGE = "damage", _("Damage or loss")
        CONDUCT = "conduct", _("How somebody behaved")
        OTHER = "other", _("Something else")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    shared = models.UUIDField(help_text="The same in both co-ops' rows.")
    side = models.CharField(max_length=8, choices=Side.choices)
    other_did = models.CharField(max_length=300)
    other_name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    what = models.CharField(max_length=120, help_text="What was given.")
    happened_at = models.DateTimeField()
    text = models.TextField()
    use = models.UUIDField(null=True, blank=True, help_text="Of who reported: what was given.")
    visit = models.UUIDField(null=True, blank=True, help_text="Of who reported: the visit.")
    membership = models.ForeignKey(
        "tenants.Membership",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Of whom it was reported to.",
    )
    by = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "side", "other_did", "shared"],
                name="benefits_incident_once",
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "membership"], name="benefits_incident_member")
        ]
