from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.models import Membership
from tenants.owned import CooperativeOwned


class IssuedBy(CooperativeOwned):
    """A federation signs the cards of this co-op, from then until then. Without a row it signs itself.

    That the federation agrees stands in its accreditation of this co-op.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    issuer = models.ForeignKey("tenants.Cooperative", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(
        max_length=300, blank=True, help_text="Who agreed for the co-op, where an operator acted."
    )
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-pk"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative"],
                condition=models.Q(until=None),
                name="credentials_issued_by_one",
            ),
        ]


class CardOrder(CooperativeOwned):
    """A card of this co-op that a federation is to sign. Its code becomes the card's own."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.ForeignKey("tenants.Membership", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=300, blank=True, help_text="As on the card.")
    further = models.ForeignKey(
        "tenants.Holder", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    issuer = models.ForeignKey("tenants.Cooperative", on_delete=models.PROTECT, related_name="+")
    cause = models.CharField(max_length=100)
    at = models.DateTimeField(help_text="When it was asked for: the same at every attempt.")
    urn = models.CharField(max_length=60, unique=True)
    card_code = models.CharField(max_length=8, unique=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "membership", "holder", "cause"],
                name="credentials_order_once",
            ),
        ]


class SignedFor(CooperativeOwned):
    """A card that this federation signed for another co-op: where its status stands, and how.

    Nothing of the person, and no key into the other co-op's rows: the order's code is all they share.
    """

    order = models.UUIDField(unique=True)
    home_did = models.CharField(max_length=300)
    signing_key = models.ForeignKey(
        "credentials.SigningKey", on_delete=models.PROTECT, related_name="+"
    )
    series = models.ForeignKey(
        "credentials.StatusSeries", on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveIntegerField()
    standing = models.CharField(
        max_length=10,
        choices=Membership.Standing.choices,
        default=Membership.Standing.GOOD,
    )
    told_at = models.DateTimeField(help_text="When the co-op said so.")
    valid_until = models.DateTimeField()
    signed_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "series", "position"], name="credentials_signed_for_once"
            ),
        ]
