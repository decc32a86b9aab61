"""What bodies say of co-ops. The request and its outcome are seen by their parties, the review by the body."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants import scope
from tenants.dates import today_in


class AccreditationQuerySet(models.QuerySet["Accreditation"]):
    pass


class AccreditationManager(models.Manager["Accreditation"]):
    """Shows a co-op what it asked for, a body what it was asked, a voucher what it was asked about."""

    def get_queryset(self) -> AccreditationQuerySet:
        rows: AccreditationQuerySet = AccreditationQuerySet(self.model, using=self._db)
        if isinstance(scope.peek(), scope.Everywhere):
            return rows
        here = scope.current().cooperative_id
        vouched = Vouch.everyone.filter(voucher_id=here).values("accreditation_id")
        return rows.filter(Q(applicant_id=here) | Q(body_id=here) | Q(pk__in=vouched))


def new_proof_token() -> str:
    return secrets.token_urlsafe(24)


class Accreditation(models.Model):
    """A co-op asks a body of this portal to confirm that it is one; what became of it until it is over."""

    class State(models.TextChoices):
        ASKED = "asked", _("Under review")
        REFUSED = "refused", _("Refused")
        APPEALED = "appealed", _("Under appeal")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        IN_FORCE = "in_force", _("Accredited")
        SUSPENDED = "suspended", _("Suspended")
        REVOKED = "revoked", _("Revoked")
        LAPSED = "lapsed", _("Lapsed")

    class Category(models.TextChoices):
        """The categories of the .coop domain."""

        COOP = "COOP", _("A co-op that its members own")
        CA = "CA", _("An association of co-ops")
        CC = "CC", _("An organisation that co-ops control")
        CS = "CS", _("An organisation that mainly serves co-ops")

    class Assurance(models.TextChoices):
        SELF_DECLARED = "selfDeclared", _("The co-op said so itself")
        VOUCHED = "vouched", _("Two co-ops vouch for it")
        DOCUMENT_CHECKED = "documentChecked", _("Its documents were read")
        REGISTRY_VERIFIED = "registryVerified", _("It was found in the public register")

    class Proof(models.TextChoices):
        DNS = "dns", _("A TXT record in the DNS")
        FILE = "file", _("A file on the website")

    OPEN = (State.ASKED, State.APPEALED)
    LISTED = (State.IN_FORCE, State.SUSPENDED)
    LIVE = (*OPEN, *LISTED)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    applicant = models.ForeignKey("tenants.Cooperative", on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey("tenants.Cooperative", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.ASKED)
    legal_name = models.CharField(max_length=200)
    trading_name = models.CharField(max_length=200, blank=True)
    registration_number = models.CharField(max_length=60)
    registration_authority = models.CharField(max_length=200)
    jurisdiction = models.CharField(max_length=6, help_text="ISO 3166: GB, or GB-SCT for a part.")
    category = models.CharField(max_length=4, choices=Category.choices, default=Category.COOP)
    membership_base = models.JSONField(default=list, help_text="Kinds of members, as on cards.")
    register_url = models.URLField(max_length=500, blank=True)
    domain = models.CharField(max_length=253, blank=True)
    domain_proof = models.CharField(max_length=4, choices=Proof.choices, blank=True)
    domain_seen_on = models.DateField(null=True, blank=True, help_text="When the body saw it.")
    domain_looked_at = models.DateTimeField(
        null=True, blank=True, help_text="When the portal looked at the website last."
    )
    domain_shown_on = models.DateField(
        null=True, blank=True, help_text="When the portal found the proof there last."
    )
    proof_token = models.CharField(max_length=60, default=new_proof_token, editable=False)
    body_may_issue = models.BooleanField(default=False)
    asked_by = models.CharField(max_length=200, help_text="Who asked for the co-op, by name.")
    asked_at = models.DateTimeField(default=timezone.now)
    appeal = models.TextField(blank=True)
    appealed_at = models.DateTimeField(null=True, blank=True)
    assurance = models.CharField(max_length=16, choices=Assurance.choices, blank=True)
    conditions = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why refused, suspended or revoked.")
    decided_at = models.DateTimeField(null=True, blank=True)
    since = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True, help_text="The last day.")
    warned_at = models.DateTimeField(null=True, blank=True, help_text="That it lapses soon.")
    renewal_asked_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    document = models.TextField(blank=True, help_text="The body's newest signed word.")

    objects = AccreditationManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["applicant", "body"],
                condition=Q(state__in=["asked", "appealed", "in_force", "suspended"]),
                name="credentials_accreditation_live_once",
            ),
            models.CheckConstraint(
                condition=~Q(applicant=F("body")), name="credentials_accreditation_of_others"
            ),
        ]
        indexes = [
            models.Index(fields=["body", "state", "asked_at"], name="credentials_accr_review")
        ]

    def __str__(self) -> str:
        return self.trading_name or self.legal_name

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def is_listed(self) -> bool:
        return self.state in self.LISTED

    def days_left(self, now: datetime | None = None) -> int:
        """How many days follow today; less than none when its last day is over, or it has none.

        Its days are those of the body, wherever the co-op is: the signed word ends with the last of them.
        """
        if self.valid_until is None:
            return -1
        return (self.valid_until - today_in(self.body.time_zone, now)).days


class VouchManager(models.Manager["Vouch"]):
    """Shows what this co-op was asked to vouch for, and who vouches where it asks or reviews."""

    def get_queryset(self) -> models.QuerySet[Vouch]:
        rows: models.QuerySet[Vouch] = models.QuerySet(self.model, using=self._db)
        if isinstance(scope.peek(), scope.Everywhere):
            return rows
        here = scope.current().cooperative_id
        return rows.filter(
            Q(voucher_id=here)
            | Q(accreditation__applicant_id=here)
            | Q(accreditation__body_id=here)
        )


class Vouch(models.Model):
    """Another co-op of this portal is asked for its word; its owner answers for it."""

    class State(models.TextChoices):
        ASKED = "asked", _("Not answered yet")
        GIVEN = "given", _("Vouches")
        DECLINED = "declined", _("Declined")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    accreditation = models.ForeignKey(
        Accreditation, on_delete=models.CASCADE, related_name="vouches"
    )
    voucher = models.ForeignKey("tenants.Cooperative", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    sentence = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=200, blank=True, help_text="Who answered, by name.")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    everyone = models.Manager()
    objects = VouchManager()

    class Meta:
        base_manager_name = "objects"
        default_manager_name = "objects"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["accreditation", "voucher"], name="credentials_vouch_once"
            )
        ]
