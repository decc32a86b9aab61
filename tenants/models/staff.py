from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Staff(CooperativeOwned):
    """A login's seat in one co-op, with one or more of six roles. Needs no membership."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        MEMBERSHIP = "membership", _("Membership")
        PARTNERSHIPS = "partnerships", _("Partnerships")
        DESK = "desk", _("Desk")
        REPORTS = "reports", _("Reports")
        DEVELOPER = "developer", _("Developer")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey("tenants.User", on_delete=models.CASCADE, related_name="+")
    roles = models.JSONField(default=list)
    added_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)
    member_columns = models.JSONField(
        default=list, help_text="What the list of members shows them; the usual ones where empty."
    )

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative", "user"], name="tenants_staff_once"),
        ]

    def __str__(self) -> str:
        return str(self.user)

    def may(self, *roles: str) -> bool:
        """Has one of these roles; an owner has all of them."""
        return self.removed_at is None and (
            self.Role.OWNER in self.roles or any(role in self.roles for role in roles)
        )


class Seat(models.Model):
    """Where a login sits: the global list that leads from a person to co-ops, and says nothing else.

    A seat for a person who never signed in is known by the keyed hash of the e-mail address.
    """

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member")
        STAFF = "staff", _("Staff")
        APPLICANT = "applicant", _("Applicant")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    user = models.ForeignKey(
        "tenants.User", null=True, blank=True, on_delete=models.CASCADE, related_name="seats"
    )
    email_digest = models.CharField(max_length=64, blank=True, db_index=True)
    cooperative = models.ForeignKey(
        "tenants.Cooperative", on_delete=models.CASCADE, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "user", "cooperative"], name="tenants_seat_once"
            )
        ]


class Locator(models.Model):
    """Which co-op a secret in an address belongs to, known by its keyed hash.

    Behind /a/ /claim/ /v/ /present/ /desk/pair/, and behind the cookie of a desk."""

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Application")
        CARD = "card", _("Card")
        CLAIM = "claim", _("Claim")
        CLAIM_CODE = "claim_code", _("Claim code of a letter")
        DESK = "desk", _("Desk device")
        MAILINGS = "mailings", _("Choice about mailings")
        LIVE = "live", _("Live card that was used")
        PAIRING = "pairing", _("Pairing code of a desk")
        REQUEST = "request", _("Presentation request")
        SETUP = "setup", _("Setup")

    kind = models.CharField(max_length=12, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    cooperative = models.ForeignKey(
        "tenants.Cooperative", on_delete=models.CASCADE, related_name="+"
    )
    target = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "digest"], name="tenants_locator_once")
        ]
