"""Keys: the portal's by their names, the co-ops' wrapped, and those that nobody believes any more."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned, OwnedManager, OwnedQuerySet


class KeyEncryptionKey(models.Model):
    """The name of a key of the portal's that wraps co-ops' keys, and something small that it wrapped.

    The key itself is never here. While a row is there, a portal without that key does not start.
    """

    name = models.CharField(max_length=40, unique=True)
    canary = models.BinaryField(default=b"")
    first_used_at = models.DateTimeField(default=timezone.now)
    dropped_at = models.DateTimeField(null=True, blank=True)
    kept = models.BooleanField(
        default=False, help_text="It wraps nothing, and somebody wants it to stay where it is."
    )


class DeniedKey(models.Model):
    """A public key that nobody may sign with any more, whatever a document says. Rows stay for ever."""

    public_multikey = models.CharField(max_length=200, unique=True)
    did = models.CharField(max_length=300)
    denied_at = models.DateTimeField(default=timezone.now)


Row = TypeVar("Row", bound=CooperativeOwned)


class WithoutSecrets(OwnedManager[Row]):
    """What is wrapped is read by who opens it, and by no other query: the web server may not see it."""

    def get_queryset(self) -> OwnedQuerySet[Row]:
        return super().get_queryset().defer("wrapped")


class CooperativeKey(CooperativeOwned):
    """The key that wraps a co-op's signing keys, itself wrapped by the portal's key-encryption key."""

    version = models.PositiveSmallIntegerField(default=1)
    kek_id = models.CharField(max_length=40)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    objects = WithoutSecrets()  # type: ignore[misc]  # -- the same gate, which only leaves out

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
    destroyed_at = models.DateTimeField(null=True, blank=True)
    compromised_at = models.DateTimeField(null=True, blank=True)

    objects = WithoutSecrets()  # type: ignore[misc]  # -- the same gate, which only leaves out

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "purpose"],
                condition=models.Q(state="active"),
                name="credentials_one_active_key",
            ),
            models.CheckConstraint(
                condition=models.Q(wrapped=None) | models.Q(state__in=["pending", "active"]),
                name="credentials_no_old_private_key",
            ),
        ]

    @property
    def since(self) -> datetime:
        """When it came into the state that it is in."""
        moments = {
            self.State.ACTIVE: self.activated_at,
            self.State.RETIRED: self.retired_at,
            self.State.DESTROYED: self.destroyed_at,
            self.State.COMPROMISED: self.compromised_at,
        }
        return moments.get(self.State(self.state)) or self.created_at
