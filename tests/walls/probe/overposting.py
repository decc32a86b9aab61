"""Fields that a form does not own, and how to tell that they did nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import models

from tests.architecture.tree import PACKAGES
from tests.walls.ground import Changes, Ground

NASTY = {
    "role": "owner",
    "roles": "owner",
    "is_staff": "on",
    "is_superuser": "on",
    "is_active": "",
    "permissions": "1",
    "groups": "1",
    "user": "1",
    "user_id": "1",
    "owner": "1",
    "by": "1",
    "by_id": "1",
    "staff": "1",
    "pk": "1",
    "id": "1",
    "admin": "1",
    "approved": "on",
    "confirmed": "on",
    "published": "on",
    "signed": "on",
    "_method": "DELETE",
    "_save": "1",
    "__class__": "1",
    "cooperative__id": "1",
}
AT_ONCE = 200  # fewer than DATA_UPLOAD_MAX_NUMBER_FIELDS
IGNORED = {"django_session"}


def extras(own: set[str], foreign: str) -> Iterator[dict[str, list[Any]]]:
    """The fields of all models, and what attackers add, without those that the form has."""
    found = {name: _value(field, foreign) for name, field in _fields()}
    found.update(NASTY)
    found.update({"cooperative": foreign, "cooperative_id": foreign})
    bare = {name.rpartition("-")[2] for name in own}
    names = sorted(set(found) - own - bare)
    for begin in range(0, len(names), AT_ONCE):
        yield {name: [found[name]] for name in names[begin : begin + AT_ONCE]}


def _fields() -> Iterator[tuple[str, Any]]:
    for model in apps.get_models():
        if model._meta.app_label in PACKAGES:
            for field in model._meta.concrete_fields:
                yield field.name, field
                yield field.attname, field


def _value(field: Any, foreign: str) -> str:
    if field.choices:
        return str(list(field.choices)[-1][0])
    if isinstance(field, models.UUIDField):
        return foreign
    kinds = {
        models.BooleanField: "on",
        models.DateTimeField: "2001-02-03T04:05:06",
        models.DateField: "2001-02-03",
        models.EmailField: "overposted@example.org",
    }
    numbers = (models.IntegerField, models.DecimalField, models.ForeignKey)
    plain = "7" if isinstance(field, numbers) else "Overposted"
    return next((value for kind, value in kinds.items() if isinstance(field, kind)), plain)


# Signed with the second of signing in it, so that two of one second are alike and a third is not; what it says is told
# by the rows that it is made from.
TIMED = {("credentials_publisheddocument", "body")}


def signature(
    changes: Changes, again: Changes, ground: Ground, *, steady_in: Changes | None = None
) -> set[tuple[str, str, object]]:
    """What was written, column by column, without what differs from one time to the next (drawn, timed)."""
    before = steady_in if steady_in is not None else changes
    written = set()
    for table in (set(changes) | set(before) | set(again)) - IGNORED:
        columns = ground.columns.get(table, ["mail"])
        for place, column in enumerate(columns):
            one, two, three = (_of(each, table, place) for each in (before, again, changes))
            if one == two and (table, column) not in TIMED:
                written.update((table, column, value) for value in three)
        written.add((table, "rows", len(changes.get(table, ((), ()))[1])))
    return written


def _of(changes: Changes, table: str, place: int) -> set[object]:
    return {row[place] for row in changes.get(table, (set(), set()))[1]}
