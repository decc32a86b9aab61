from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Wave(CooperativeOwned):
    """Members who are invited to open their card, a few at a time. `code` is the key of the page that began it."""

    class State(models.TextChoices):
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        STOPPED = "stopped", _("Stopped")
        DONE = "done", _("Done")

    OPEN = (State.RUNNING, State.PAUSED)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership_class = models.ForeignKey(
        "tenants.MembershipClass",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Only those of this kind; all where it is empty.",
    )
    at_once = models.PositiveIntegerField(default=50)
    an_hour = models.PositiveIntegerField(default=200, help_text="At most so many mails an hour.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    lap = models.PositiveIntegerField(
        default=1, help_text="Grows whenever it goes on, so that a step owed before does nothing."
    )
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(default=timezone.now)
    over_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(
        null=True, blank=True, help_text="When a reminder was asked for, once."
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative"],
                condition=models.Q(state__in=["running", "paused"]),
                name="credentials_wave_one_open",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN


class Invitation(CooperativeOwned):
    """One member in one wave: by mail, by letter, or left out, and why. Ids and moments only."""

    LETTERS: ClassVar[tuple[str, str]] = ("invitation", "invitation_again")

    class Way(models.TextChoices):
        MAIL = "mail", _("Email")
        LETTER = "letter", _("Letter")
        NONE = "none", _("Left out")

    class Reason(models.TextChoices):
        NO_EMAIL = "no_email", _("No email address")
        SHARED = "shared", _("Several people share the address")
        CAME_IN = "came_in", _("Signs in already")
        OPENED = "opened", _("Has opened the card")
        BEFORE = "before", _("Was invited before")
        NO_CARD = "no_card", _("Has no card yet")
        RUN_OUT = "run_out", _("The card has run out")
        ENDED = "ended", _("The membership has ended")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="invitations")
    membership = models.ForeignKey("tenants.Membership", on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=8, choices=Way.choices)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    written_at = models.DateTimeField(null=True, blank=True, help_text="When the mail was owed.")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        ordering = ["id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "wave", "membership"], name="credentials_invited_once"
            ),
        ]
        indexes = [
            models.Index(fields=["wave", "way", "written_at"], name="credentials_invited_next"),
            models.Index(fields=["cooperative", "written_at"], name="credentials_invited_hour"),
            models.Index(fields=["cooperative", "reminded_at"], name="credentials_invited_again"),
        ]
