from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class PortalLetter(models.Model):
    """A mail of the portal itself, owed to nobody's co-op: what became of it. Written out when it is sent.

    `ABOUT` names the row that it is about; deleting that deletes the letter.
    """

    ABOUT: ClassVar[str]

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    to = models.EmailField(
        blank=True, help_text="Of whoever looks after the network; empty: the person's own."
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    written_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["-id"]
