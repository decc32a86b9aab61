from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Redemption(CooperativeOwned):
    """A benefit was used, once. What was agreed and said then stands here, whatever is agreed later.

    Known by the pseudonym that only this co-op can make: no name, no membership, no card.
    """

    class Kind(models.TextChoices):
        VISITING_MEMBERSHIP = "visiting_membership", _("Visiting membership")
        DISCOUNT = "discount", _("Discount")
        CODE = "code", _("Code for a web shop")
        FREE_UNITS = "free_units", _("Free units")
        EVENT_ENTRY = "event_entry", _("Entry to an event")
        FEE_WAIVER = "fee_waiver", _("Fee waiver")
        AS_OWN_MEMBER = "as_own_member", _("As our own members")
        REDUCED_FEE = "reduced_fee", _("Reduced fee")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    key = models.CharField(
        max_length=80, help_text="Chosen by who gives it: the same key gives the same use again."
    )
    pseudonym = models.CharField(max_length=64)
    issuer_did = models.CharField(max_length=300)
    issuer_name = models.CharField(max_length=200)
    agreement = models.UUIDField()
    agreement_version = models.PositiveSmallIntegerField()
    benefit = models.CharField(max_length=40, help_text="The benefit's id within the agreement.")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    title = models.CharField(max_length=120)
    sentence = models.TextField(help_text="What was said when it was given.")
    conditions = models.JSONField(default=list, help_text="What the desk was asked to see to.")
    units = models.PositiveIntegerField(default=1)
    value = models.PositiveIntegerField(default=0, help_text="In cents, as far as it is known.")
    currency = models.CharField(max_length=3, default="EUR")
    evidence_level = models.CharField(max_length=12)
    visit = models.CharField(max_length=80, blank=True)
    site = models.CharField(max_length=120, blank=True)
    given_by = models.CharField(max_length=200, blank=True, help_text="The desk, shop or person.")
    again = models.CharField(
        max_length=200, blank=True, help_text="Why it was given beyond what one person may have."
    )
    question = models.CharField(  # noqa: DJ001 -- an index holds those that have one, by this mark
        max_length=64,
        null=True,
        blank=True,
        help_text="Nonce of what the home was asked: for ninety days it knows whom it told of.",
    )
    at = models.DateTimeField(default=timezone.now)
    day = models.DateField(help_text="The day on the co-op's own clock.")
    undone_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=300, blank=True)
    voided_by = models.CharField(max_length=200, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-at", "-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative", "key"], name="benefits_given_once"),
        ]
        indexes = [
            # Everything that is added up of a holder's uses, so that thousands of them are read here alone.
            models.Index(
                fields=[
                    *("cooperative", "pseudonym", "agreement", "benefit", "day"),
                    *("at", "units", "value", "visit"),
                ],
                condition=models.Q(undone_at=None, voided_at=None),
                name="benefits_use_holder",
            ),
            models.Index(
                fields=["cooperative", "pseudonym", "-at", "-id"], name="benefits_use_person"
            ),
            models.Index(
                fields=["cooperative", "issuer_did", "-at", "-id"], name="benefits_use_home"
            ),
            models.Index(
                fields=["cooperative", "agreement", "benefit", "day"], name="benefits_use_budget"
            ),
            models.Index(fields=["cooperative", "-at", "-id"], name="benefits_use_newest"),
            models.Index(
                fields=["cooperative", "at"],
                condition=models.Q(question__isnull=False),
                name="benefits_use_question",
            ),
            # Last, because of two that serve alike SQLite takes the one that was made last.
            models.Index(
                fields=["cooperative", "-at", "-id"],
                condition=models.Q(undone_at__isnull=False) | models.Q(voided_at__isnull=False),
                name="benefits_use_off",
            ),
        ]

    @property
    def counts(self) -> bool:
        return self.undone_at is None and self.voided_at is None


class Counter(CooperativeOwned):
    """A row to lock and add up on: one per holder of a benefit, and one per budget and period.

    `holder` is a pseudonym, the partner's DID, or empty where all partners are counted together.
    """

    agreement = models.UUIDField(help_text="All zeros where all partners are counted together.")
    benefit = models.CharField(max_length=40)
    holder = models.CharField(max_length=300, blank=True)
    period = models.CharField(max_length=8)
    since = models.DateField(help_text="The first day of the period.")
    times = models.PositiveIntegerField(default=0)
    units = models.PositiveIntegerField(default=0)
    value = models.PositiveBigIntegerField(default=0)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "agreement", "benefit", "holder", "period", "since"],
                name="benefits_counted_once",
            ),
        ]
