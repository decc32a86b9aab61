from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Decision(CooperativeOwned):
    """A record of every decision on a shown membership: allowed or refused, by which rule, and why."""

    class Outcome(models.TextChoices):
        ALLOW = "allow", _("Allowed")
        ALLOW_IF = "allow_if", _("Allowed, if")
        REFUSE = "refuse", _("Refused")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=60, help_text="The stable code of the reason.")
    sentence = models.TextField(help_text="The sentence that was shown.")
    evidence_level = models.CharField(max_length=12)
    issuer_did = models.CharField(max_length=300, blank=True)
    agreement = models.UUIDField(null=True, blank=True)
    agreement_version = models.PositiveSmallIntegerField(null=True, blank=True)
    request = models.UUIDField(
        null=True, blank=True, help_text="The question that was answered; each is decided once."
    )
    presentation = models.UUIDField(null=True, blank=True)
    benefit = models.CharField(
        max_length=40, blank=True, help_text="Which one was asked for, within the agreement."
    )
    grant = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "request"], name="benefits_decided_once"
            ),
        ]


class Grant(CooperativeOwned):
    """This visitor may be a member here until then. Known by a pseudonym that only this co-op can make.

    What is kept of the home membership is public: the home's DID and where its status can be read.
    No key and no query leads from here to the home co-op's rows.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Being prepared")
        ACTIVE = "active", _("Active")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=24, default="reciprocal_membership")
    pseudonym = models.CharField(
        max_length=64, help_text="HMAC(this co-op's secret, home | membership id)"
    )
    issuer_did = models.CharField(max_length=300, help_text="The home co-op.")
    signer_did = models.CharField(
        max_length=300, blank=True, help_text="Who signed the card last shown and its lists."
    )
    issuer_name = models.CharField(max_length=200)
    home_class = models.CharField(max_length=16)
    agreement = models.UUIDField()
    agreement_version = models.PositiveSmallIntegerField()
    credential_digest = models.CharField(
        max_length=64, blank=True, help_text="Hash of the id of the card last shown, for hints."
    )
    status = models.JSONField(help_text="[{purpose, url, index}] of the credential last shown.")
    home_valid_until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARED)
    state_reason = models.CharField(max_length=60, blank=True)
    host_note = models.CharField(
        max_length=300,
        blank=True,
        help_text="Why this co-op ended it; the visitor does not see it.",
    )
    membership = models.OneToOneField(
        "tenants.Membership", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ends_on = models.DateField()
    times_shown = models.PositiveIntegerField(default=1)
    granted_at = models.DateTimeField(default=timezone.now)
    checked_at = models.DateTimeField(
        default=timezone.now, help_text="Last successful look at the home's lists."
    )
    looked_at = models.DateTimeField(default=timezone.now, help_text="Last attempt.")
    ended_at = models.DateTimeField(null=True, blank=True)
    visitor = models.JSONField(
        default=dict, help_text="Name and e-mail the visitor agreed to share, until handed on."
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-granted_at"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "kind", "pseudonym"],
                condition=~models.Q(state="ended"),
                name="benefits_one_grant_per_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["cooperative", "state", "looked_at"], name="benefits_grant_recheck"
            ),
            models.Index(fields=["cooperative", "pseudonym"], name="benefits_grant_person"),
        ]
