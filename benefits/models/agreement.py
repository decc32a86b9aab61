from __future__ import annotations

from uuid import UUID, uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants import scope


class PartyQuerySet(models.QuerySet["Agreement"]):
    pass


class PartyManager(models.Manager["Agreement"]):
    """Shows the agreements to which the current co-op is a party, and no others."""

    def get_queryset(self) -> PartyQuerySet:
        rows: PartyQuerySet = PartyQuerySet(self.model, using=self._db)
        if isinstance(scope.peek(), scope.Everywhere):
            return rows
        return rows.filter(
            pk__in=AgreementParty.everyone.filter(
                cooperative_id=scope.current().cooperative_id
            ).values("agreement_id")
        )


class Agreement(models.Model):
    """Two or more co-ops recognise one another's members; owned by its parties, not by one co-op."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        IN_FORCE = "in_force", _("In force")
        PAUSED = "paused", _("Paused")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)

    objects = PartyManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-created_at"]


class AgreementParty(models.Model):
    """A side of an agreement, known by its DID; `cooperative` where it lives in this portal."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    did = models.CharField(max_length=300)
    name = models.CharField(max_length=200)
    cooperative = models.ForeignKey(
        "tenants.Cooperative", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposer = models.BooleanField(default=False)

    everyone = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "did"], name="benefits_party_once")
        ]

    def is_here(self, cooperative_id: UUID) -> bool:
        return self.cooperative_id == cooperative_id


class AgreementVersion(models.Model):
    """The terms, never edited: a change is a new version that every party accepts anew."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    terms = models.JSONField(
        help_text="{'gives': {did: {'classes': [kinds accepted], 'class': code of the visiting class, 'days': n, ...}}}"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    notice_days = models.PositiveSmallIntegerField(default=30)
    proposed_by = models.CharField(max_length=300, help_text="DID of the party that proposed it.")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="benefits_version_once")
        ]


class Acceptance(models.Model):
    """A party said yes to a version."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.CASCADE, related_name="acceptances"
    )
    party = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="acceptances")
    by = models.CharField(max_length=200, help_text="Who signed for the party, by name.")
    accepted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="benefits_acceptance_once")
        ]
