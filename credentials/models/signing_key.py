from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class CooperativeKey(CooperativeOwned):
    """The key that wraps a co-op's signing keys, itself wrapped by the portal's key-encryption key."""

    version = models.PositiveSmallIntegerField(default=1)
    kek_id = models.CharField(max_length=40)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "version"], name="credentials_coop_key_version"
            ),
        ]


class SigningKey(CooperativeOwned):
    """A public key and the URI of its private half."""

    class State(models.TextChoices):
        PENDING = "pending", _("Published, not yet in use")
        ACTIVE = "active", _("In use")
        RETIRED = "retired", _("Retired")
        DESTROYED = "destroyed", _("Destroyed")
        COMPROMISED = "compromised", _("Compromised")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kid = models.CharField(max_length=400, unique=True, help_text="<did>#<thumbprint>")
    algorithm = models.CharField(max_length=12, default="Ed25519")
    purpose = models.CharField(max_length=20, default="assertion")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    public_multikey = models.CharField(max_length=200)
    uri = models.CharField(max_length=200, help_text="db:<code>, or another key store's address.")
    wrapped = models.BinaryField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    activated_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "algorithm", "purpose"],
                condition=models.Q(state="active"),
                name="credentials_one_active_key",
            ),
        ]
