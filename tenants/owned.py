"""Rows that belong to one co-op: found only within it, written only within it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from tenants import scope
from tenants.errors import ForeignRowError, OutsideCooperativeError

Row = TypeVar("Row", bound="CooperativeOwned")


class OwnedQuerySet(models.QuerySet[Row]):
    def update(self, **values: Any) -> int:
        scope.current()
        if "cooperative" in values or "cooperative_id" in values:
            raise ForeignRowError("A row never moves to another co-op.")
        return super().update(**values)

    def delete(self) -> tuple[int, dict[str, int]]:
        scope.current()
        return super().delete()

    def create(self, **values: Any) -> Row:
        values.setdefault("cooperative_id", scope.current().cooperative_id)
        return super().create(**values)

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        rows = list(objs)
        for row in rows:
            row.claim()
        return super().bulk_create(rows, *args, **kwargs)

    def bulk_update(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> int:
        rows = list(objs)
        for row in rows:
            row.claim()
        return super().bulk_update(rows, *args, **kwargs)


class OwnedManager(models.Manager[Row]):
    """One gate: every query of an owned model begins here, so none can forget the filter."""

    def get_queryset(self) -> OwnedQuerySet[Row]:
        rows: OwnedQuerySet[Row] = OwnedQuerySet(self.model, using=self._db)
        found = scope.peek()
        if isinstance(found, scope.Everywhere):
            return rows
        return rows.filter(cooperative_id=scope.current().cooperative_id)


class CooperativeOwned(models.Model):
    """Base of every row that belongs to one co-op.

    The unique pair (cooperative, id) is what composite foreign keys point at.
    """

    cooperative = models.ForeignKey(
        "tenants.Cooperative", on_delete=models.PROTECT, editable=False, related_name="+"
    )

    objects = OwnedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["cooperative", "id"], name="%(app_label)s_%(class)s_owned"
            )
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.claim()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.claim()
        return super().delete(*args, **kwargs)

    def claim(self) -> None:
        """Give a new row to the current co-op; refuse a row, or a neighbour in it, of another one."""
        here = scope.current().cooperative_id
        owner: UUID | None = (
            self.cooperative_id
        )  # None until the first save, whatever the field says
        if owner is None:
            self.cooperative_id = here
        elif owner != here:
            raise ForeignRowError("That row belongs to another co-op.")
        for neighbour in self._state.fields_cache.values():
            if isinstance(neighbour, CooperativeOwned) and neighbour.cooperative_id != here:
                raise ForeignRowError("A row never points into another co-op.")


__all__ = ["CooperativeOwned", "OutsideCooperativeError", "OwnedManager", "OwnedQuerySet"]
