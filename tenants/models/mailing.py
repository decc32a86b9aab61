from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class AddressMark(CooperativeOwned):
    """An address from which letters came back. While it holds and says so, no letter of this co-op goes there."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    address = models.EmailField()
    address_key = models.CharField(max_length=254)
    gone = models.BooleanField(
        help_text="Nobody reads there any more; else one letter was refused."
    )
    said = models.CharField(max_length=300, blank=True)
    reports = models.PositiveSmallIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-last_at"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "address_key"],
                condition=models.Q(cleared_at=None),
                name="tenants_address_mark_one_holds",
            ),
        ]


class LetterText(CooperativeOwned):
    """A co-op's own words in one letter and one language. Each change is a version; 0 is what nobody has saved yet.

    All empty: the portal's words again.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    version = models.PositiveIntegerField()
    subject = models.CharField(max_length=120, blank=True)
    opening = models.TextField(max_length=2000, blank=True)
    closing = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["kind", "language", "-version"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "kind", "language", "version"],
                name="tenants_letter_text_version",
            ),
        ]

    @property
    def is_empty(self) -> bool:
        return not (self.subject or self.opening or self.closing)


class Mailing(CooperativeOwned):
    """What a co-op writes to many: drafted, looked at, then sent to each of them once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        STOPPED = "stopped", _("Stopped")

    # What somebody has looked at who lets it go.
    SAID: ClassVar[tuple[str, ...]] = (
        *("subject", "text", "language", "variants", "required", "reason"),
        *("membership_class_id", "query"),
    )

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    subject = models.CharField(max_length=120)
    text = models.TextField(max_length=10000)
    language = models.CharField(max_length=10)
    variants = models.JSONField(
        default=dict, blank=True, help_text="{language: {subject, text}} of further languages."
    )
    required = models.BooleanField(
        default=False, help_text="The co-op has to send it: nobody is left out for wanting none."
    )
    reason = models.CharField(max_length=200, blank=True, help_text="Why it has to be sent.")
    membership_class = models.ForeignKey(
        "tenants.MembershipClass", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    query = models.CharField(max_length=500, blank=True, help_text="A filter of the members' list.")
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(
        default=timezone.now, help_text="When its words were last written."
    )
    created_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    job = models.UUIDField(null=True, blank=True, help_text="The work that writes the letters.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(required=False) | ~models.Q(reason=""),
                name="tenants_mailing_required_says_why",
            ),
        ]


class MailRules(CooperativeOwned):
    """How a co-op's letters leave, and how long it knows to whom. One row; without it, what stands here."""

    letters_an_hour = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: as many as there are."
    )
    kept_months = models.PositiveSmallIntegerField(default=24)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative"], name="tenants_mail_rules_once"),
        ]
