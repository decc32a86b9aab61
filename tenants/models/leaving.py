from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


def usual_reminders() -> list[int]:
    """Days before the last day; a negative one is after it. The first one is set with each kind."""
    return [7, 0, -14]


class LeavingRules(CooperativeOwned):
    """How one leaves this co-op, and what follows. One row; without it, what stands here."""

    class NoticeEnds(models.TextChoices):
        ANY_DAY = "any_day", _("On any day")
        MONTH = "month", _("At the end of a month")
        QUARTER = "quarter", _("At the end of a quarter")
        YEAR = "year", _("At the end of a year")

    notice_months = models.PositiveSmallIntegerField(default=0)
    notice_ends = models.CharField(
        max_length=8, choices=NoticeEnds.choices, default=NoticeEnds.ANY_DAY
    )
    members_give_notice = models.BooleanField(default=True)
    appeal_days = models.PositiveSmallIntegerField(default=28)
    grace_days = models.PositiveSmallIntegerField(default=0)
    reminder_days = models.JSONField(default=usual_reminders)
    retention_years = models.PositiveSmallIntegerField(default=3)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative"], name="tenants_leaving_rules_once"),
        ]


class ClassNotice(CooperativeOwned):
    """A kind of membership with a period of notice of its own."""

    membership_class = models.ForeignKey(
        "tenants.MembershipClass", on_delete=models.CASCADE, related_name="+"
    )
    months = models.PositiveSmallIntegerField()

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "membership_class"], name="tenants_class_notice_once"
            ),
        ]


class Notice(CooperativeOwned):
    """That a membership ends with a certain day, and why: given by the member, or by the co-op.

    It holds unless it was withdrawn; the daily clock ends the membership when its last day is over.
    """

    class Kind(models.TextChoices):
        RESIGNATION = "resignation", _("Resignation")
        EXPULSION = "expulsion", _("Exclusion")
        DEATH = "death", _("Death")

    class Category(models.TextChoices):
        UNPAID = "unpaid", _("Payments are missing")
        CONDUCT = "conduct", _("Conduct towards others")
        HARM = "harm", _("Harm to the co-op")
        CONDITIONS = "conditions", _("The conditions of membership are no longer met")
        OTHER = "other", _("Another reason")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = models.ForeignKey(
        "tenants.Membership", on_delete=models.PROTECT, related_name="notices"
    )
    kind = models.CharField(max_length=12, choices=Kind.choices)
    given_on = models.DateField(help_text="When it came in; of a death, the day of it.")
    last_day = models.DateField()
    ends_before = models.DateField(help_text="The last day of the membership without it.")
    by = models.ForeignKey(
        "tenants.Staff",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who wrote it down; nobody where the member gave it here.",
    )
    category = models.CharField(max_length=12, choices=Category.choices, blank=True)
    heard_on = models.DateField(null=True, blank=True)
    appeal_until = models.DateField(null=True, blank=True)
    tell = models.EmailField(blank=True, help_text="Of a death: who in the household is told.")
    created_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "membership"],
                condition=models.Q(withdrawn_at=None),
                name="tenants_notice_one_holds",
            ),
        ]

    @property
    def is_resignation(self) -> bool:
        return self.kind == self.Kind.RESIGNATION


class RetentionHold(CooperativeOwned):
    """Data of somebody who has left is kept longer than the clock says, for a reason that staff wrote down."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    member = models.ForeignKey("tenants.Member", on_delete=models.PROTECT, related_name="holds")
    reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    lifted_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "member"],
                condition=models.Q(lifted_at=None),
                name="tenants_hold_one_open",
            ),
        ]
