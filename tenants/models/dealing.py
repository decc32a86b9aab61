"""What passes between an application and its decision: messages, notes, conditions, and the words for them."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class ApplicationMessage(CooperativeOwned):
    """One message of the thread between the co-op and an applicant. Without `by` it is the applicant's."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "tenants.Application", on_delete=models.CASCADE, related_name="messages"
    )
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asks = models.BooleanField(default=False, help_text="The decision waits for an answer.")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["cooperative", "application", "at"], name="tenants_message_list")
        ]


class ApplicationNote(CooperativeOwned):
    """What the team tells itself about an application. The applicant never sees it on a page.

    With `event` it is the reason of that fact, and is read beside it.
    """

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "tenants.Application", on_delete=models.CASCADE, related_name="notes"
    )
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    event = models.UUIDField(null=True, blank=True, help_text="The fact it explains.")
    text = models.TextField(max_length=2000)
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["cooperative", "application"], name="tenants_note_list")]


class Condition(CooperativeOwned):
    """What must be fulfilled before an approval: of every kind of membership, or of one."""

    class Kind(models.TextChoices):
        PAID = "paid", _("First share paid")
        INTRODUCED = "introduced", _("Attended an introduction")
        IDENTITY = "identity", _("Identity document seen")
        OTHER = "other", _("Something else")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)
    label = models.CharField(max_length=100)
    membership_class = models.ForeignKey(
        "tenants.MembershipClass", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Asked of nobody any more.")

    class Meta(CooperativeOwned.Meta):
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class ConditionMet(CooperativeOwned):
    """A condition fulfilled by one applicant. Without `by` the portal found it out itself."""

    application = models.ForeignKey(
        "tenants.Application", on_delete=models.CASCADE, related_name="conditions_met"
    )
    condition = models.ForeignKey("tenants.Condition", on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["application", "condition"], name="tenants_condition_met_once"
            ),
        ]


class ReasonTemplate(CooperativeOwned):
    """Words a co-op uses again and again, in the language of who reads them."""

    class Purpose(models.TextChoices):
        DECLINE = "decline", _("Declining")
        ASK = "ask", _("Asking")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    language = models.CharField(max_length=10, default="en")
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=1000)

    class Meta(CooperativeOwned.Meta):
        ordering = ["purpose", "title", "id"]

    def __str__(self) -> str:
        return self.title
