from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Credential(CooperativeOwned):
    """What was signed and handed out. The document is kept as the bytes that were signed over.

    Whether the membership behind it is suspended or ended stands on the membership and in the
    status lists, not here; `superseded_at` says that a newer card took this one's place.
    """

    class Kind(models.TextChoices):
        MEMBERSHIP = "membership", _("Membership")

    class Format(models.TextChoices):
        DATA_INTEGRITY = "eddsa-rdfc-2022", "eddsa-rdfc-2022"

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.ForeignKey(
        "tenants.Membership", on_delete=models.PROTECT, related_name="credentials"
    )
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.MEMBERSHIP)
    format = models.CharField(max_length=24, choices=Format.choices, default=Format.DATA_INTEGRITY)
    holder = models.CharField(
        max_length=300,
        blank=True,
        help_text="The holder's DID, where bound; of a further holder what tells them from the member.",
    )
    further = models.ForeignKey(
        "tenants.Holder",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credentials",
        help_text="Whose it is in the member's household; the member's own where empty.",
    )
    generation = models.PositiveIntegerField(default=1)
    cause = models.CharField(
        max_length=100, help_text="Why this generation exists: its idempotency key."
    )
    signer = models.CharField(
        max_length=300, blank=True, help_text="The DID of who signed, where it is not this co-op."
    )
    signing_key = models.ForeignKey(
        "credentials.SigningKey", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    series = models.ForeignKey(
        "credentials.StatusSeries",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    position = models.PositiveIntegerField()
    urn = models.CharField(max_length=60, unique=True, help_text="urn:uuid of the credential.")
    document = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the document as stored.")
    compact = models.BinaryField(help_text="The signed half that fits in a QR code (COSE_Sign1).")
    card_code = models.CharField(max_length=8, unique=True)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    issued_at = models.DateTimeField(default=timezone.now)
    superseded_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the independent check passed."
    )

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "membership", "holder", "kind", "format", "generation"],
                name="credentials_generation_once",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "membership", "holder", "kind", "format"],
                condition=models.Q(superseded_at=None),
                name="credentials_one_current",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "membership", "holder", "kind", "format", "cause"],
                name="credentials_cause_once",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "series", "position"], name="credentials_position_once"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "issued_at"], name="credentials_issued_list")
        ]


class Offer(CooperativeOwned):
    """An invitation to open a card. Its token is derived, so a repeated mail carries the same link."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="offers")
    generation = models.PositiveSmallIntegerField(default=1)
    expires_at = models.DateTimeField()
    first_opened_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "credential", "generation"], name="credentials_offer_once"
            ),
        ]
