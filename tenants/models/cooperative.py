from __future__ import annotations

from uuid import uuid4

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Cooperative(models.Model):
    """The tenant. Slug and DID are set at opening and never change; a renaming changes the name."""

    class Level(models.TextChoices):
        PRIMARY = "primary", _("Co-op")
        SECONDARY = "secondary", _("Federation")

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        AWAITING_ACCREDITATION = "awaiting_accreditation", _("Awaiting accreditation")
        SUSPENDED = "suspended", _("Suspended")
        CLOSED = "closed", _("Closed")

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(
        max_length=60, unique=True, validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$")]
    )
    did = models.CharField(max_length=300, unique=True, editable=False)
    name = models.CharField(max_length=200)
    level = models.CharField(max_length=12, choices=Level.choices, default=Level.PRIMARY)
    state = models.CharField(max_length=24, choices=State.choices, default=State.OPEN)
    sector = models.CharField(max_length=60, blank=True)
    place = models.CharField(max_length=120, blank=True)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=6, blank=True, help_text="ISO 3166-2 part, such as ENG.")
    about = models.TextField(blank=True)
    colour = models.CharField(
        max_length=7, default="#0B5D4B", validators=[RegexValidator(r"^#[0-9A-Fa-f]{6}$")]
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    language = models.CharField(max_length=10, default="en")
    languages = models.JSONField(
        default=list, blank=True, help_text="In which it writes its own texts too."
    )
    time_zone = models.CharField(max_length=60, default="UTC")
    currency = models.CharField(
        max_length=3, default="EUR", validators=[RegexValidator(r"^[A-Z]{3}$")]
    )
    number_prefix = models.CharField(max_length=8)
    next_number = models.PositiveIntegerField(default=1)
    answer_days = models.PositiveSmallIntegerField(default=5)
    deletion_days = models.PositiveSmallIntegerField(
        default=30, help_text="Days after which a declined or withdrawn application is deleted."
    )
    two_to_approve = models.BooleanField(
        default=False, help_text="One proposes an approval, another confirms it."
    )
    approve_address = models.BooleanField(
        default=False, help_text="The team looks at what members change of their address first."
    )
    place_days = models.PositiveSmallIntegerField(
        default=14, help_text="For how long a place that was offered is kept."
    )
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def takes_applications(self) -> bool:
        return self.state in {self.State.OPEN, self.State.AWAITING_ACCREDITATION}

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.name.split()[:2]).upper()
