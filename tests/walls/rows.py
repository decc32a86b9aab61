"""Whether a query of an owned model names the co-op it is asked within."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tenants import scope


def within_names_its_cooperative(rows: QuerySet[Any]) -> bool:
    sql, values = rows.query.sql_with_params()
    here = scope.current().cooperative_id.hex
    named = any(str(value).replace("-", "") == here for value in values)
    return named and '"cooperative_id" = ' in sql
