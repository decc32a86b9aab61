from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class Event(CooperativeOwned):
    """What happened and who did it. Only ever added to; carries ids, never personal data."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        indexes = [models.Index(fields=["cooperative", "name", "at"], name="tenants_event_list")]


class OutboxEntry(models.Model):
    """One reaction still owed to a fact. Global, because the worker serves every co-op; ids only."""

    handler = models.CharField(max_length=100)
    key = models.CharField(max_length=100)
    cooperative = models.ForeignKey(
        "tenants.Cooperative", on_delete=models.CASCADE, related_name="+"
    )
    event = models.UUIDField(help_text="The fact this reacts to.")
    fact = models.CharField(max_length=60)
    data = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    lane = models.PositiveSmallIntegerField(
        default=0, help_text="What is owed in a smaller one goes first, however long this waits."
    )
    attempts = models.PositiveIntegerField(default=0)
    claim = models.CharField(max_length=32, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name_plural = "outbox entries"
        constraints = [
            models.UniqueConstraint(fields=["handler", "key"], name="tenants_outbox_once")
        ]
        indexes = [
            models.Index(
                fields=["lane", "due_at"],
                name="tenants_outbox_lanes",
                condition=models.Q(done_at=None, cancelled_at=None, dead_at=None),
            ),
            models.Index(fields=["event"], name="tenants_outbox_event"),
        ]


class Letter(CooperativeOwned):
    """A mail to one person: what it is about, not yet its words. Written out when it is sent."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        BOUNCED = "bounced", _("Came back")
        HELD = "held", _("Held back")
        DROPPED = "dropped", _("Not sent")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=40)
    key = models.CharField(
        max_length=100, help_text="Once per key: the same reason never writes twice."
    )
    to = models.EmailField()
    language = models.CharField(max_length=10, default="en")
    about = models.UUIDField(help_text="The row the letter is about.")
    member = models.ForeignKey(
        "tenants.Member",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Whose address it was, where it is one person's.",
    )
    lane = models.PositiveSmallIntegerField(default=1, help_text="As in the outbox.")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    written_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    message_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(
        max_length=300, blank=True, help_text="What the mail server answered, in its own words."
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When it is tried next.")
    place_at = models.DateTimeField(
        null=True, blank=True, help_text="When it took its place among those of an hour."
    )

    class Meta(CooperativeOwned.Meta):
        ordering = ["-id"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "kind", "key"], name="tenants_letter_once"
            ),
        ]
        indexes = [
            models.Index(fields=["cooperative", "state", "-id"], name="tenants_letter_state"),
            models.Index(fields=["cooperative", "place_at"], name="tenants_letter_place"),
            models.Index(fields=["cooperative", "to"], name="tenants_letter_to"),
        ]

    @property
    def tried_again(self) -> bool:
        return self.state == self.State.WAITING and self.attempts > 0
