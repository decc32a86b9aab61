from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.models.portal_letter import PortalLetter


class Interest(models.Model):
    """Somebody who would like to take part. Belongs to the portal: there is no co-op yet.

    Everything a person told stands in this row, so that deleting it forgets the person.
    """

    class State(models.TextChoices):
        UNCONFIRMED = "unconfirmed", _("Not confirmed")
        NEW = "new", _("New")
        TALKING = "talking", _("In conversation")
        INVITED = "invited", _("Invited")
        ON_BOARD = "on_board", _("On board")
        NOT_NOW = "not_now", _("Not now")

    class Kind(models.TextChoices):
        COOP = "coop", _("A co-op")
        PERSON = "person", _("A person")

    LISTED = (State.NEW, State.TALKING, State.INVITED, State.ON_BOARD, State.NOT_NOW)

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    name_key = models.CharField(
        max_length=200, blank=True, help_text="The organisation, or else the person, folded."
    )
    country = models.CharField(max_length=2)
    sector = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=60, blank=True)
    email = models.EmailField()
    email_key = models.CharField(max_length=254)
    language = models.CharField(max_length=10, default="en")
    wishes = models.JSONField(default=list)
    use_cases = models.JSONField(default=list)
    hopes = models.TextField(blank=True, max_length=2000)
    federation = models.ForeignKey(
        "tenants.Cooperative", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    consented_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    invited_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(default=timezone.now, help_text="When the state changed.")
    next_step = models.CharField(max_length=200, blank=True)
    next_on = models.DateField(null=True, blank=True)
    next_by = models.CharField(max_length=200, blank=True)
    cooperative = models.ForeignKey(
        "tenants.Cooperative", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-confirmed_at", "-id"]
        indexes = [
            models.Index(fields=["state", "confirmed_at"], name="tenants_interest_list"),
            models.Index(fields=["email_key"], name="tenants_interest_email"),
        ]

    def __str__(self) -> str:
        return self.organisation or self.name

    @property
    def is_confirmed(self) -> bool:
        return self.state != self.State.UNCONFIRMED


class InterestLink(models.Model):
    """The secret in the address of a letter, known by its keyed hash. Told again, an interest has two."""

    digest = models.CharField(max_length=64, unique=True)
    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="links")


class InterestNote(models.Model):
    """What somebody of the network noted, or did: only ever added to, and deleted with the interest."""

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="notes")
    text = models.CharField(max_length=1000)
    who = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-id"]


class InterestLetter(PortalLetter):
    """A mail about an interest."""

    ABOUT = "interest"

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("Please confirm")
        THANKS = "thanks", _("What happens next")
        NEWS = "news", _("Somebody is interested")

    interest = models.ForeignKey(Interest, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=Kind.choices)

    class Meta(PortalLetter.Meta):
        abstract = False
        indexes = [
            models.Index(
                fields=["due_at"],
                name="tenants_interest_letter_owed",
                condition=models.Q(state="waiting"),
            )
        ]
