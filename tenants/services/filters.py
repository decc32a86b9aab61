"""Filters of the list of members that the team keeps by a name."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tenants.models import SavedFilter, Staff


@transaction.atomic(durable=True)
def save_filter(name: str, query: str, *, by: Staff) -> None:
    """Under a name that is taken, the newer filter takes the place."""
    values = {"query": query, "by": by}
    SavedFilter.objects.update_or_create(name=name, defaults=values)


@transaction.atomic(durable=True)
def remove_filter(saved: SavedFilter) -> None:
    SavedFilter.objects.filter(pk=saved.pk).delete()


@transaction.atomic(durable=True)
def keep_columns(names: Sequence[str], *, by: Staff) -> None:
    """What the list shows this person from now on; the usual columns where there are none."""
    Staff.objects.filter(pk=by.pk).update(member_columns=list(names))
