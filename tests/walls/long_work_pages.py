"""Addresses of long work in the office."""

from __future__ import annotations

from typing import Any

from tests.tenants import tallying
from tests.walls.page import Page


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
