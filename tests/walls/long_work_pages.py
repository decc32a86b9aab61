"""Addresses of long work in the office."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

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


def _this_year(_world: Any) -> dict[str, object]:
    return {"number": timezone.localdate().year}


LOG = {
    "tenants:audit": Page(canary=lambda world: world.named),
    "tenants:audit-check": Page(get=405),
    "tenants:audit-export": Page(get=405),
    "tenants:reports": Page(),
    "tenants:report-file": Page(arguments=lambda _world: {"key": "members"}),
    "tenants:annual": Page(arguments=_this_year),
    "tenants:annual-pdf": Page(arguments=_this_year),
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
