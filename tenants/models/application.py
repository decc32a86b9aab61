from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Application(CooperativeOwned):
    """A request to join. A draft until the applicant has confirmed the e-mail address."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("To review")
        INFORMATION_ASKED = "information_asked", _("Waiting for applicant")
        WAITING_LIST = "waiting_list", _("Waiting list")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    OPEN = (State.SUBMITTED, State.INFORMATION_ASKED, State.WAITING_LIST)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=20, choices=State.choices, default=State.DRAFT)
    membership_class = models.ForeignKey(
        "tenants.MembershipClass", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = models.CharField(max_length=200, blank=True)
    name_on_card = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    email_key = models.CharField(
        max_length=254, blank=True, help_text="Normalised, for comparison."
    )
    name_key = models.CharField(
        max_length=200, blank=True, help_text="Folded, for search and comparison."
    )
    phone = models.CharField(max_length=40, blank=True)
    postcode = models.CharField(max_length=16, blank=True)
    message = models.TextField(blank=True, max_length=2000)
    language = models.CharField(max_length=10, default="en")
    bylaws = models.ForeignKey(
        "tenants.Bylaws", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    privacy_notice = models.ForeignKey(
        "tenants.PrivacyNotice", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    share_name = models.BooleanField(
        default=True, help_text="Agreed that the card carries the name."
    )
    declared_age = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Has said to be at least as old."
    )
    user = models.ForeignKey(
        "tenants.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    draft_expires_at = models.DateTimeField(null=True, blank=True)
    confirm_code_digest = models.CharField(max_length=64, blank=True)
    confirm_code_expires_at = models.DateTimeField(null=True, blank=True)
    confirm_fails = models.PositiveSmallIntegerField(default=0)
    confirm_sends = models.PositiveSmallIntegerField(default=0)
    confirm_sent_at = models.DateTimeField(null=True, blank=True)
    email_confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty where staff entered a paper form."
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision_reason = models.TextField(blank=True)
    decision_event = models.UUIDField(
        null=True, blank=True, help_text="The fact that an undo cancels."
    )
    state_before = models.CharField(
        max_length=20, blank=True, help_text="Where an undo of the decision leads back to."
    )
    assignee = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        "tenants.Staff",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who wants to approve it, where a second person has to confirm.",
    )
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_person = models.UUIDField(
        null=True, blank=True, help_text="The member who this is, as the proposal says."
    )
    waitlisted_at = models.DateTimeField(null=True, blank=True)
    waitlist_reason = models.TextField(blank=True)
    place_offered_at = models.DateTimeField(null=True, blank=True)
    place_offered_until = models.DateField(null=True, blank=True)
    place_taken_at = models.DateTimeField(null=True, blank=True)
    delete_on = models.DateField(null=True, blank=True)
    deleted_at = models.DateTimeField(
        null=True, blank=True, help_text="When everything about the person was deleted."
    )
    membership = models.ForeignKey(
        "tenants.Membership", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["submitted_at", "id"]
        indexes = [
            models.Index(
                fields=["cooperative", "state", "submitted_at"], name="tenants_application_list"
            ),
            models.Index(fields=["cooperative", "email_key"], name="tenants_application_email"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
