from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.db import models
from django.utils import timezone

from tenants.owned import CooperativeOwned, OwnedManager, OwnedQuerySet


class EntryQuerySet(OwnedQuerySet["RegisterEntry"]):
    def update(self, **values: Any) -> int:
        raise TypeError(
            f"An entry is never changed ({', '.join(values)}): a later one corrects it."
        )

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError("An entry is never deleted.")

    def rewrite(self, **values: Any) -> int:
        """For forgetting a person, and for a demonstration that claims to be years old."""
        return super().update(**values)


class EntryManager(OwnedManager["RegisterEntry"]):
    def get_queryset(self) -> EntryQuerySet:
        rows = EntryQuerySet(self.model, using=self._db)
        rows.query = super().get_queryset().query
        return rows


class RegisterEntry(CooperativeOwned):
    """What one row of the register says from a day on, and when that was written down. Only ever added to.

    Written by `tenants/tracked.py` beside the row itself. `subject` is the code of a member, a membership or
    an entry of shares and no key, so that what was known of a row that is gone can still be told.
    """

    class Of(models.TextChoices):
        MEMBER = "member"
        MEMBERSHIP = "membership"
        SHARE_ENTRY = "shareentry"

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    of = models.CharField(max_length=10, choices=Of.choices)
    subject = models.UUIDField()
    values = models.JSONField(default=dict, help_text="Only what was set with this entry.")
    holds_from = models.DateField()
    written_at = models.DateTimeField(default=timezone.now)
    reason = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(
        "tenants.Staff", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = EntryManager()  # type: ignore[misc]  # -- the same gate, which only lets in

    class Meta(CooperativeOwned.Meta):
        ordering = ["id"]
        indexes = [
            models.Index(fields=["cooperative", "subject"], name="tenants_entry_subject"),
            models.Index(fields=["cooperative", "of", "holds_from"], name="tenants_entry_days"),
        ]


class SavedFilter(CooperativeOwned):
    """A filter of the list of members that the team uses again, by a name."""

    code = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, help_text="As it stands in the address.")
    by = models.ForeignKey("tenants.Staff", on_delete=models.PROTECT, related_name="+")

    class Meta(CooperativeOwned.Meta):
        ordering = ["name"]
        constraints = [
            *CooperativeOwned.Meta.constraints,
            models.UniqueConstraint(
                fields=["cooperative", "name"], name="tenants_saved_filter_name_once"
            ),
        ]
