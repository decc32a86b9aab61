"""Addresses of a co-op's settings."""

from __future__ import annotations

from typing import Any

from tests.walls.page import Page


def _kind(world: Any) -> dict[str, object]:
    return {"code": world.elm.consumer.code}


SETTINGS = {
    "tenants:settings": Page(),
    "tenants:rules": Page(),
    "tenants:leaving-rules": Page(),
    "tenants:classes": Page(),
    "tenants:place": Page(),
    "tenants:class-add": Page(),
    "tenants:class": Page(arguments=_kind),
    "tenants:class-close": Page(arguments=_kind),
    "tenants:class-open": Page(arguments=_kind, get=405),
    "tenants:class-move": Page(arguments=_kind, get=405),
}
