"""Addresses of long work in the office."""

from __future__ import annotations

from typing import Any

from tests.tenants import tallying
from tests.walls.page import IMPORTED, Page


def _job(world: Any) -> dict[str, object]:
    return {"code": world.job}


def _title(_world: Any) -> str:
    return tallying.TITLE


LONG_WORK = {
    "tenants:jobs": Page(canary=_title),
    "tenants:job": Page(arguments=_job, canary=_title),
    "tenants:job-cancel": Page(arguments=_job, get=405),
    "tenants:job-retry": Page(arguments=_job, get=405),
    "tenants:job-results": Page(arguments=_job, canary=lambda world: str(world.job)),
    "tenants:job-file": Page(arguments=_job, canary=_title),
}


LOG = {
    "tenants:audit": Page(canary=lambda world: world.named),
    "tenants:audit-check": Page(get=405),
    "tenants:audit-export": Page(get=405),
}


def _import(world: Any) -> dict[str, object]:
    return {"code": world.brought}


def _file(_world: Any) -> str:
    return IMPORTED


IMPORTS = {
    "tenants:members-export": Page(
        arguments=lambda _world: {"form": "csv"}, canary=lambda world: world.named
    ),
    "tenants:imports": Page(canary=_file),
    "tenants:import-template": Page(arguments=lambda _world: {"form": "csv"}),
    "tenants:import": Page(arguments=_import, canary=_file),
    "tenants:import-columns": Page(arguments=_import, canary=_file),
    "tenants:import-run": Page(arguments=_import, get=405),
    "tenants:import-discard": Page(arguments=_import, get=405),
    "tenants:import-undo": Page(arguments=_import, get=405),
    "tenants:import-cards": Page(arguments=_import, get=405),
    "tenants:import-errors": Page(arguments=_import, canary=_file),
}
