"""A portal as old as they come, brought forward: `python -m tests.migrations.older`, with DATA and a database.

Every table gets two rows as soon as it is there, one for each of two co-ops where it belongs to one. Then one
migration after another is applied to them, as a portal that was updated each time would have seen them. What is
left is printed: the rows of each table, and what the tables are.
"""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django
from django.apps import apps as today
from django.core.management.sql import emit_post_migrate_signal
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from django.utils import timezone

from tests.migrations import schema

OURS = ("tenants", "credentials", "benefits")
ROWS = 2
# May be empty, but a constraint asks for it or for another one.
ASKED_FOR = {("tenants.fieldanswer", "application"), ("tenants.due", "application")}


def main() -> None:
    django.setup()
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    first = [each for each, _backwards in plan if each.initial and each.app_label in OURS]
    entered: Counter[str] = Counter()
    state = ProjectState()
    for migration, _backwards in plan:
        state = executor.migrate(None, plan=[(migration, False)], state=state)
        first = [each for each in first if each != migration]
        # The first tables of an app come in several migrations, between which nobody has a portal.
        if migration.app_label in OURS and not first:
            entered.update(_fill(state.apps))
    emit_post_migrate_signal(verbosity=0, interactive=False, db=connection.alias)
    connection.check_constraints()
    kept = {model._meta.label_lower: _read(model) for model in _todays()}  # noqa: SLF001 -- what a model is
    told = {"applied": len(plan), "entered": entered, "kept": kept, "schema": schema.read()}
    print(json.dumps(told))


def _todays() -> list[Any]:
    return [model for label in OURS for model in today.get_app_config(label).get_models()]


def _read(model: Any) -> int:
    """With every column of today, past the scope of co-ops."""
    names = [field.attname for field in model._meta.concrete_fields]  # noqa: SLF001 -- as above
    return len(models.QuerySet(model).values(*names))


def _fill(then: Any) -> Counter[str]:
    """Two rows into each table that has none; tables that others point to come first."""
    entered: Counter[str] = Counter()
    empty = [model for model in then.get_models() if model._meta.app_label in OURS]  # noqa: SLF001 -- as above
    empty = [model for model in empty if not model._base_manager.exists()]  # noqa: SLF001 -- as above
    while empty:
        ready = [model for model in empty if all(_has_rows(each) for each in _needed(model))]
        if not ready:
            raise SystemExit(f"These wait for one another: {empty}")
        for model in ready:
            rows = 1 if _is_single(model) else ROWS
            for number in range(rows):
                model._base_manager.create(**_row(model, number))  # noqa: SLF001 -- as above
            entered[model._meta.label_lower] = rows  # noqa: SLF001 -- as above
            empty.remove(model)
    return entered


def _needed(model: Any) -> list[Any]:
    fields = model._meta.concrete_fields  # noqa: SLF001 -- as above
    return [each.related_model for each in fields if each.is_relation and not _may_be_empty(each)]


def _has_rows(model: Any) -> bool:
    return bool(model._base_manager.exists())  # noqa: SLF001 -- as above


def _row(model: Any, number: int) -> dict[str, Any]:
    """Of two that point to the same table, as to a body and a co-op, each points to another row.

    But never to a row of another co-op, which the database refuses.
    """
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]  # noqa: SLF001 -- as above
    pointing: Counter[Any] = Counter()
    row = _key(model)
    for field in fields:
        if not _is_left_out(field):
            place = number
            if field.is_relation and not (_is_owned(model) and _is_owned(field.related_model)):
                place = (number + pointing[field.related_model]) % ROWS
            row[field.name] = _value(field, place)
            pointing.update([field.related_model])
    return row


def _is_owned(model: Any) -> bool:
    return any(field.name == "cooperative" for field in model._meta.concrete_fields)  # noqa: SLF001 -- as above


def _is_left_out(field: Any) -> bool:
    return _may_be_empty(field) or (field.has_default() and not field.unique)


def _may_be_empty(field: Any) -> bool:
    return bool(field.null) and (field.model._meta.label_lower, field.name) not in ASKED_FOR  # noqa: SLF001 -- as above


def _is_single(model: Any) -> bool:
    key = model._meta.pk  # noqa: SLF001 -- as above
    return bool(key.has_default()) and not isinstance(key, models.UUIDField)


def _key(model: Any) -> dict[str, Any]:
    return {"pk": uuid4()} if isinstance(model._meta.pk, models.UUIDField) else {}  # noqa: SLF001 -- as above


def _value(field: Any, number: int) -> Any:
    if field.is_relation:
        return field.related_model._base_manager.order_by("pk")[number]  # noqa: SLF001 -- as above
    if field.choices:
        return field.choices[0][0]
    kinds: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
        (models.UUIDField, uuid4()),
        (models.DateTimeField, timezone.now() + timedelta(days=number)),
        (models.DateField, timezone.localdate() + timedelta(days=number)),
        (models.BooleanField, False),
        (models.JSONField, {}),
        (models.BinaryField, b"\x01"),
        (models.IntegerField, number + 1),
        (models.DecimalField, number + 1),
        (models.EmailField, f"row-{number}@example.org"),
        (models.URLField, f"https://example.org/{field.name}/{number}"),
    )
    for kind, value in kinds:
        if isinstance(field, kind):
            return value
    return f"{field.name}-{number}"[-(field.max_length or 200) :]


if __name__ == "__main__":
    main()
