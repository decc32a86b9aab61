from __future__ import annotations

import secrets
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


def new_list_code() -> str:
    return secrets.token_urlsafe(12)


class StatusSeries(CooperativeOwned):
    """A block of positions, shared by one list per purpose. Position = keyed permutation of a counter."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    size = models.PositiveIntegerField(default=131_072)
    next_counter = models.PositiveIntegerField(default=0)
    permutation_key = models.BinaryField()
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="Full enough: a new series follows."
    )
    created_at = models.DateTimeField(default=timezone.now)


class StatusList(CooperativeOwned):
    """A bitstring that the world reads. Its bits are computed from the memberships behind credentials."""

    class Purpose(models.TextChoices):
        REVOCATION = "revocation", _("Membership ended")
        SUSPENSION = "suspension", _("Not in good standing")

    code = models.CharField(max_length=40, unique=True, default=new_list_code, editable=False)
    series = models.ForeignKey(StatusSeries, on_delete=models.PROTECT, related_name="lists")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    url = models.CharField(max_length=300, unique=True)
    version = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True)
    floor = models.BinaryField(
        null=True,
        blank=True,
        help_text="Bits that stay set whatever the register says: from before the portal was put back from a backup.",
    )

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "series", "purpose"], name="credentials_list_per_purpose"
            ),
        ]


class PublishedDocument(models.Model):
    """What the world may fetch from this portal: DID documents and status lists, by their address.

    Read by the public view and by our own resolver alike, so that a neighbour in the same portal is
    checked exactly as a stranger is.
    """

    url = models.CharField(max_length=300, unique=True)
    media_type = models.CharField(max_length=80)
    body = models.TextField()
    etag = models.CharField(max_length=64)
    valid_until = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)


class Reliance(models.Model):
    """A co-op in this portal relies on a credential: whom to hint when its status changes."""

    credential_digest = models.CharField(max_length=64, db_index=True)
    host = models.ForeignKey("tenants.Cooperative", on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credential_digest", "host"], name="credentials_reliance_once"
            )
        ]
