"""Rows whose changes are kept: whatever writes one leaves an entry of it, in the same transaction.

The gate is where rows are written, not in the services that write them, so that none can forget it. An entry says
which columns have which value, from which day that holds, and when it was written; nothing is ever taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar, Final, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import models, transaction

from tenants import scope
from tenants.dates import today_in
from tenants.owned import CooperativeOwned, OwnedManager, OwnedQuerySet

Row = TypeVar("Row", bound="Tracked")
GONE: Final = {"gone": True}


@dataclass(frozen=True)
class _Note:
    """What the service that writes knows beyond the values."""

    on: date | None = None
    reason: str = ""
    by: Any = None


NOTHING: Final = _Note()
_noted: ContextVar[_Note | None] = ContextVar("what is noted of a change", default=None)


@contextmanager
def noted(*, on: date | None = None, reason: str = "", by: Any = None) -> Iterator[None]:
    """What is changed within holds from this day, for this reason."""
    token = _noted.set(_Note(on, reason, by))
    try:
        yield
    finally:
        _noted.reset(token)


class TrackedQuerySet(OwnedQuerySet[Row]):
    def update(self, **values: Any) -> int:
        if not self.model.columns() & {_column(self.model, name) for name in values}:
            return super().update(**values)
        with transaction.atomic(savepoint=False):
            before = _locked(self)
            changed = super().update(**values)
            if changed:
                _note_changes(self.model, before)
            return changed

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            rows = list(self)
            deleted = super().delete()
            _write([(row, GONE, row.first_day) for row in rows])
            return deleted

    def bulk_create(self, objs: Iterable[Row], *args: Any, **kwargs: Any) -> list[Row]:
        with transaction.atomic(savepoint=False):
            rows = super().bulk_create(objs, *args, **kwargs)
            _write([(row, row.tracked(), row.first_day) for row in rows])
            return rows


class TrackedManager(OwnedManager[Row]):
    def get_queryset(self) -> TrackedQuerySet[Row]:
        rows: TrackedQuerySet[Row] = TrackedQuerySet(self.model, using=self._db)
        rows.query = super().get_queryset().query
        return rows


class Tracked(CooperativeOwned):
    """Base of the rows of the register. `code` names one for good, even when it is gone."""

    TRACKED: ClassVar[tuple[str, ...]] = ()
    FIRST: ClassVar[str] = ""
    RELATED: ClassVar[tuple[str, ...]] = ()
    code: models.UUIDField[Any, UUID]

    objects = TrackedManager()  # type: ignore[misc]  # -- the same gate, and one more

    class Meta(CooperativeOwned.Meta):
        abstract = True

    @classmethod
    def columns(cls) -> set[str]:
        return {_column(cls, name) for name in cls.TRACKED}

    @property
    def first_day(self) -> date:
        """Since when there is anything to say of it."""
        first: date = getattr(self, self.FIRST)
        return first

    def holds_from(self, before: dict[str, Any], today: date) -> date:
        """From which day a change holds that no service says more of."""
        raise NotImplementedError

    def began_earlier(self, before: dict[str, Any]) -> bool:
        return self.first_day < date.fromisoformat(before[self.FIRST])

    def tracked(self) -> dict[str, Any]:
        """What is kept: text, numbers, days as text; of another row its code."""
        return {name: _plain(getattr(self, name)) for name in self.TRACKED}

    def save(self, *args: Any, **kwargs: Any) -> None:
        only = kwargs.get("update_fields")
        if only is not None and not self.columns() & {_column(type(self), name) for name in only}:
            super().save(*args, **kwargs)
            return
        with transaction.atomic(savepoint=False):
            rows = type(self).objects.filter(pk=self.pk)
            before = {} if self._state.adding else _locked(rows)
            super().save(*args, **kwargs)
            if before:
                _note_changes(type(self), before)
            else:
                _write([(self, self.tracked(), self.first_day)])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(savepoint=False):
            first = self.first_day
            deleted = super().delete(*args, **kwargs)
            _write([(self, GONE, first)])
            return deleted


def remark(row: Tracked, *, reason: str, by: Any) -> None:
    """An entry without values: what was changed is not on the register, but why it was is kept."""
    _entries().objects.create(
        of=_of(row), subject=row.code, holds_from=_today(), reason=reason, by=by
    )


def forget(subjects: Iterable[UUID], keys: Iterable[str]) -> None:
    """Empty what is personal in all entries of these rows: the one thing that may be done to an entry."""
    blank = set(keys)
    for entry in _entries().objects.filter(subject__in=list(subjects)):
        values = {key: "" if key in blank else value for key, value in entry.values.items()}
        _entries().objects.filter(pk=entry.pk).rewrite(values=values, reason="")


def date_back(subjects: Iterable[UUID], *, at: datetime) -> None:
    """For a demonstration that claims to be years old: what was written just now was written then."""
    _entries().objects.filter(subject__in=list(subjects)).rewrite(written_at=at)


def _locked(rows: models.QuerySet[Any]) -> dict[int, dict[str, Any]]:
    """What the rows say now; others wait until we are done, so that no change of theirs is taken for ours."""
    related = rows.model.RELATED
    found = rows.order_by("pk").select_related(*related) if related else rows.order_by("pk")
    return {row.pk: row.tracked() for row in found.select_for_update(of=("self",), no_key=True)}


def _note_changes(model: type[Tracked], before: dict[int, dict[str, Any]]) -> None:
    today = _today()
    written = []
    for row in model.objects.filter(pk__in=before).select_related(*model.RELATED).order_by("pk"):
        now, then = row.tracked(), before[row.pk]
        changed = {name: value for name, value in now.items() if then[name] != value}
        if not changed:
            continue
        if row.began_earlier(then):
            changed = now  # it began earlier than was known: nothing was said of those days yet
        written.append((row, changed, row.holds_from(then, today)))
    _write(written)


def _write(changes: list[tuple[Any, dict[str, Any], date]]) -> None:
    note, entry = _noted.get() or NOTHING, _entries()
    entry.objects.bulk_create(
        [
            entry(
                of=_of(row),
                subject=row.code,
                values=values,
                holds_from=note.on or holds_from,
                reason=note.reason,
                by=note.by,
            )
            for row, values, holds_from in changes
        ]
    )


def _of(row: Tracked) -> str:
    return type(row).__name__.lower()


def _entries() -> Any:
    return apps.get_model("tenants", "RegisterEntry")


def _today() -> date:
    cooperative = apps.get_model("tenants", "Cooperative")
    zones = cooperative.objects.filter(pk=scope.current().cooperative_id)
    return today_in(zones.values_list("time_zone", flat=True).get())


def _column(model: type[models.Model], name: str) -> str:
    return "pk" if name == "pk" else str(getattr(model._meta.get_field(name), "attname", name))  # noqa: SLF001 -- Django's own way to ask a model


def _plain(value: Any) -> Any:
    if isinstance(value, models.Model):
        return str(getattr(value, "code", value.pk))
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else value
