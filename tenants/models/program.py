from __future__ import annotations

from datetime import timedelta
from typing import ClassVar, Final
from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned
from tenants.secrets import digest

USED_EVERY: Final = timedelta(minutes=1)


class Program(CooperativeOwned):
    """A program that may ask for one co-op, and for one purpose. Known by a token that is shown once."""

    asks_for: ClassVar[str]

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True, help_text="Keyed hash of its token.")
    added_by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(CooperativeOwned.Meta):
        abstract = True
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def token_digest(cls, token: str) -> str:
        """A token of one purpose is none of another."""
        return digest(cls.asks_for, token)

    @property
    def was_long_unused(self) -> bool:
        """Whether it is worth a write: once a minute is enough for the page of the staff."""
        return self.used_at is None or self.used_at < timezone.now() - USED_EVERY
