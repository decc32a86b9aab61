from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.portal_letter import PortalLetter


class Proposal(models.Model):
    """A change that somebody of the network proposes to the definition. Published as soon as it is written."""

    class State(models.TextChoices):
        OPEN = "open", _("Open for comments")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LATER = "later", _("Later")

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(max_length=120)
    text = models.TextField(max_length=3000)
    term = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(max_length=2000, blank=True, help_text="Why it was decided so.")
    version = models.CharField(
        max_length=20,
        blank=True,
        help_text="That it is part of; empty: of the next one, if accepted.",
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.title


class Comment(models.Model):
    """What somebody says of the definition. Everything they told stands in this row: deleting it forgets them.

    The address is for the letters alone, and stands on no page.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Not confirmed")
        NEW = "new", _("Waiting to be read")
        PUBLISHED = "published", _("No answer yet")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        LATER = "later", _("Later")
        HIDDEN = "hidden", _("Not published")

    ANSWERED = (State.ACCEPTED, State.DECLINED, State.LATER)
    PUBLIC = (State.PUBLISHED, *ANSWERED)
    LISTED = (State.NEW, *PUBLIC, State.HIDDEN)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    link_digest = models.CharField(max_length=64, unique=True)
    number = models.PositiveIntegerField(
        unique=True, null=True, blank=True, help_text="Given when it is published, never twice."
    )
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    term = models.CharField(max_length=60, blank=True)
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    text = models.TextField(max_length=3000)
    name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    email = models.EmailField()
    email_key = models.CharField(max_length=254)
    answer = models.TextField(max_length=2000, blank=True)
    led_to = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.SET_NULL, related_name="reasons"
    )
    created_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, help_text="When the state changed.")
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-number", "-id"]
        indexes = [
            models.Index(fields=["state", "confirmed_at"], name="tenants_comment_list"),
            models.Index(fields=["email_key"], name="tenants_comment_email"),
        ]

    def __str__(self) -> str:
        return f"#{self.number}" if self.number else "-"

    @property
    def is_confirmed(self) -> bool:
        return self.state != self.State.UNCONFIRMED

    @property
    def is_public(self) -> bool:
        return self.state in self.PUBLIC


class CommentLetter(PortalLetter):
    """A mail about a comment."""

    ABOUT = "comment"

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Please confirm")
        PUBLISHED = "published", _("It is published")
        HIDDEN = "hidden", _("It is not published")
        ANSWERED = "answered", _("There is an answer")
        NEWS = "news", _("Somebody wrote a comment")

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta(PortalLetter.Meta):
        abstract = False
        indexes = [
            models.Index(
                fields=["due_at"],
                name="tenants_comment_letter_owed",
                condition=models.Q(state="waiting"),
            )
        ]


class ConsultationCount(models.Model):
    """The numbers given so far: that of a deleted comment is never another's."""

    kind = models.CharField(max_length=10, unique=True)
    last = models.PositiveIntegerField(default=0)
