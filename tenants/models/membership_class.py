from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class MembershipClass(CooperativeOwned):
    """A kind of membership with its local name, price, term and votes."""

    class Kind(models.TextChoices):
        CONSUMER = "consumer", _("Consumer")
        WORKER = "worker", _("Worker")
        PRODUCER = "producer", _("Producer")
        RESIDENT = "resident", _("Resident")
        SUPPORTER = "supporter", _("Supporter")
        INVESTOR = "investor", _("Investor")
        ORGANISATION = "organisation", _("Organisation")
        ASSOCIATE = "associate", _("Associate")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    price = models.CharField(max_length=100, blank=True, help_text="As people read it: £10 once.")
    term_months = models.PositiveSmallIntegerField(default=12)
    has_vote = models.BooleanField(default=True)
    open_to_applicants = models.BooleanField(default=True)
    reciprocity_eligible = models.BooleanField(default=True)
    visiting = models.BooleanField(default=False, help_text="For members of partner co-ops.")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(CooperativeOwned.Meta):
        ordering = ["position", "id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative", "name"], name="tenants_class_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Bylaws(CooperativeOwned):
    """A version of the rules people accept when they apply; a version is never edited."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-version"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "version"], name="tenants_bylaws_version_once"
            ),
        ]
