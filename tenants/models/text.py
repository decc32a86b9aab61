"""What a co-op puts before people to read: its rules and its word on privacy, in versions, and the draft of the next."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tenants.owned import CooperativeOwned


class VersionedText(CooperativeOwned):
    """A version is never edited: somebody may have read it, and accepted it."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    changes = models.CharField(
        max_length=500, blank=True, help_text="What is new in this version, in a sentence."
    )
    published_at = models.DateTimeField(default=timezone.now)

    class Meta(CooperativeOwned.Meta):
        abstract = True
        ordering = ["-version"]


class Bylaws(VersionedText):
    """The rules, which people accept when they apply."""

    class Meta(VersionedText.Meta):
        abstract = False
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "version"], name="tenants_bylaws_version_once"
            ),
        ]


class PrivacyNotice(VersionedText):
    """What is kept of people, why and for how long: read when they apply, not accepted, because it is no contract."""

    class Meta(VersionedText.Meta):
        abstract = False
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "version"], name="tenants_privacy_version_once"
            ),
        ]


class TextDraft(CooperativeOwned):
    """The next version while it is being written; one of each kind, and everybody's who may publish it."""

    class Of(models.TextChoices):
        BYLAWS = "bylaws", _("Bylaws")
        PRIVACY = "privacy", _("Privacy notice")

    of = models.CharField(max_length=8, choices=Of.choices)
    title = models.CharField(max_length=120)
    text = models.TextField()
    changes = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta(CooperativeOwned.Meta):
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(fields=["cooperative", "of"], name="tenants_draft_once"),
        ]
