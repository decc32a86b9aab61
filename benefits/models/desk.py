from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Desk(CooperativeOwned):
    """A place where cards are checked, and the one device that stands there.

    The device is known by a cookie whose keyed hash leads here (`Locator`); it is no person's login.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    place = models.CharField(max_length=40)
    added_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)
    pairing = models.PositiveIntegerField(
        default=0, help_text="How many pairing codes were made; the last one is derived from it."
    )
    pairing_until = models.DateTimeField(null=True, blank=True)
    paired_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["place", "id"]

    def __str__(self) -> str:
        return self.place


class DeskCheck(CooperativeOwned):
    """A card was held out at a desk: when, where, what the answer was, and by which evidence.

    Of a partner's member it keeps the co-op, the kind of membership and a pseudonym; never a name or a number.
    """

    class Evidence(models.TextChoices):
        LOOKED_UP = "looked_up", _("Looked up")
        SHOWN = "shown", _("Card shown")
        LIVE = "live", _("Live card")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="checks")
    reason = models.CharField(max_length=24, help_text="The stable code of the answer.")
    sentence = models.TextField(
        blank=True, help_text="Why no benefit could be given, as it was said. No name stands in it."
    )
    evidence = models.CharField(max_length=12, choices=Evidence.choices)
    membership = models.ForeignKey(
        "tenants.Membership",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Of our own register.",
    )
    further = models.ForeignKey(
        "tenants.Holder",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose card it was in the household of that member.",
    )
    issuer_did = models.CharField(max_length=300, blank=True)
    home = models.CharField(max_length=200, blank=True, help_text="The partner's name.")
    home_class = models.CharField(max_length=16, blank=True)
    pseudonym = models.CharField(
        max_length=64, blank=True, help_text="HMAC(this co-op's secret, issuer | membership id)"
    )
    question = models.CharField(
        max_length=64,
        blank=True,
        help_text="Nonce of what the home was asked: it knows whom it told of.",
    )
    valid_until = models.DateField(null=True, blank=True)
    agreement = models.UUIDField(null=True, blank=True)
    agreement_version = models.PositiveSmallIntegerField(null=True, blank=True)
    elsewhere = models.CharField(
        max_length=100, blank=True, help_text="The host of an address that is no card."
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["cooperative", "desk", "at"], name="benefits_desk_today"),
            models.Index(fields=["cooperative", "pseudonym"], name="benefits_desk_person"),
        ]
