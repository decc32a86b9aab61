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


class NetworkManager(models.Manager["Agreement"]):
    """Published for every co-op to read and to join: what stands in it is no secret between two."""

    def get_queryset(self) -> PartyQuerySet:
        rows: PartyQuerySet = PartyQuerySet(self.model, using=self._db)
        return rows.filter(network=True)


class Agreement(models.Model):
    """Two or more co-ops recognise one another's members; owned by its parties, not by one co-op.

    Whether it is paused is not a state of the whole: each party pauses for itself (`Pause`).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        IN_FORCE = "in_force", _("In force")
        DECLINED = "declined", _("Declined")
        ENDED = "ended", _("Ended")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    created_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    ended_by = models.CharField(
        max_length=200, blank=True, help_text="Who ended or declined it, and for which co-op."
    )

    network = models.BooleanField(
        default=False,
        help_text="Open to every co-op, by standard terms of the one that published it.",
    )
    title = models.CharField(max_length=120, blank=True, help_text="The name of a network.")
    across = models.BooleanField(
        default=False,
        help_text="With a co-op of another portal, by statements that both sides publish and sign.",
    )

    objects = PartyManager()
    networks = NetworkManager()

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
    member = models.BooleanField(
        default=True, help_text="False for who publishes a network's terms and is not part of it."
    )
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.CharField(max_length=300, blank=True)
    left_by = models.CharField(max_length=200, blank=True, help_text="Who signed for leaving.")
    statement = models.TextField(
        blank=True, help_text="Across portals: what this side has signed last, as published."
    )
    sequence = models.PositiveIntegerField(
        default=0, help_text="Its number; what is older is not believed any more."
    )
    trouble = models.CharField(
        max_length=20,
        blank=True,
        help_text="Why what it publishes could not be taken, at the last look.",
    )
    asked_at = models.DateTimeField(default=timezone.now, help_text="When we looked last.")

    everyone = models.Manager()

    class Meta:
        ordering = ["-proposer", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "did"],
                condition=models.Q(left_at=None),
                name="benefits_party_once",
            )
        ]

    def is_here(self, cooperative_id: UUID) -> bool:
        return self.cooperative_id == cooperative_id


class AgreementVersion(models.Model):
    """The terms, never edited: a change is a new version that every party accepts anew.

    It rules from `effective_on` until a later one does; which one that is depends on the day alone.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        AGREED = "agreed", _("Agreed")
        REPLACED = "replaced", _("Answered with other terms")
        DECLINED = "declined", _("Declined")

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(default=1)
    terms = models.JSONField(
        help_text="{'gives': {did: {'classes': [kinds accepted], 'class': code of the visiting class, 'days': n, ...}}}"
    )
    starts_on = models.DateField()
    ends_on = models.DateField()
    notice_days = models.PositiveSmallIntegerField(default=30)
    proposed_by = models.CharField(max_length=300, help_text="DID of the party that proposed it.")
    note = models.CharField(
        max_length=300, blank=True, help_text="Why, in the words of the party that proposed it."
    )
    created_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    agreed_at = models.DateTimeField(null=True, blank=True)
    effective_on = models.DateField(
        null=True, blank=True, help_text="From this day it rules; set once every party has signed."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)
    close_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="benefits_version_once"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=models.Q(state="proposed"),
                name="benefits_one_open_version",
            ),
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


class Pause(models.Model):
    """A party lets the agreement rest, and lifts that itself. Closed rows are its history."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="pauses")
    party = models.ForeignKey(AgreementParty, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=300)
    visits_too = models.BooleanField(
        default=False, help_text="Whether visits that are under way rest as well."
    )
    by = models.CharField(max_length=200)
    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party"], condition=models.Q(ended_at=None), name="benefits_one_pause"
            )
        ]
