"""How a body comes to its word on a co-op, and what it then signs: rows of the body alone."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from credentials.models.accreditation import Accreditation
from tenants.owned import CooperativeOwned


class Finding(CooperativeOwned):
    """What somebody of the body has looked at, when, and what they saw. Only ever added to."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("The entry in the public register")
        DOCUMENTS = "documents", _("Its rules or certificate")
        DOMAIN = "domain", _("The proof on its domain")
        VISIT = "visit", _("A visit or a call")

    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.PROTECT, related_name="findings"
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    seen_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-pk"]


class Ruling(CooperativeOwned):
    """What one person of a body proposes and another one confirms or sends back. Never edited."""

    class Kind(models.TextChoices):
        ACCREDIT = "accredit", _("Accredit")
        REFUSE = "refuse", _("Refuse")
        RENEW = "renew", _("Renew")
        RESTORE = "restore", _("Restore")
        REVOKE = "revoke", _("Revoke")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed")
        SENT_BACK = "sent_back", _("Sent back")
        OVERTAKEN = "overtaken", _("Overtaken")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.PROTECT, related_name="rulings"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    assurance = models.CharField(max_length=16, choices=Accreditation.Assurance.choices, blank=True)
    conditions = models.TextField(blank=True)
    valid_until = models.DateField(null=True, blank=True)
    reason = models.TextField(blank=True)
    proposed_by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="Why it was sent back.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["-pk"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "accreditation"],
                condition=Q(state="proposed"),
                name="credentials_one_open_ruling",
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed")
                | (Q(settled_by__isnull=False) & ~Q(settled_by=F("proposed_by"))),
                name="credentials_ruling_by_two",
            ),
        ]


class AccreditationCredential(CooperativeOwned):
    """The body's signed word, generation by generation, with its place in the body's status lists."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.PROTECT, related_name="credentials"
    )
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, related_name="+")
    generation = models.PositiveIntegerField(default=1)
    signing_key = models.ForeignKey(
        "credentials.SigningKey", on_delete=models.PROTECT, related_name="+"
    )
    series = models.ForeignKey(
        "credentials.StatusSeries", on_delete=models.PROTECT, related_name="+"
    )
    position = models.PositiveIntegerField()
    urn = models.CharField(max_length=60, unique=True)
    document = models.TextField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the document as stored.")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    issued_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-generation"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "accreditation", "generation"],
                name="credentials_accr_generation_once",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "ruling", "signing_key"],
                name="credentials_accr_ruling_once",
            ),
            models.UniqueConstraint(
                fields=["cooperative", "series", "position"], name="credentials_accr_position_once"
            ),
        ]


class TrustListVersion(CooperativeOwned):
    """What a body said of all its co-ops at one time. Signed again, it says the same; changed, it is a new one.

    A short one holds its entries, a long one names its parts.
    """

    number = models.PositiveIntegerField()
    entries = models.JSONField(default=list)
    parts = models.JSONField(default=list, help_text="The codes of its parts.")
    size = models.PositiveIntegerField(default=0, help_text="How many co-ops it lists.")
    document = models.TextField(help_text="As signed last.")
    published_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(default=timezone.now)
    valid_until = models.DateTimeField()
    full_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When what came after it was found to have no room, last. Then it stays as it is.",
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-number"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "number"], name="credentials_trust_list_once"
            ),
        ]


class TrustListPart(CooperativeOwned):
    """Some entries of a long list, for as many versions as list them so. Its code is a digest of them."""

    code = models.CharField(max_length=40)
    entries = models.JSONField()
    signed_at = models.DateTimeField()

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "code"], name="credentials_trust_list_part_once"
            ),
        ]
