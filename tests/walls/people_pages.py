"""Addresses of the list of members: what is done to many, tags."""

from __future__ import annotations

from typing import Any

from tests.walls.page import TAGGED, TOGETHER, Page


def _tag(world: Any) -> dict[str, object]:
    return {"code": world.tag}


def _word(_world: Any) -> str:
    return TAGGED


def _holder(world: Any) -> dict[str, object]:
    return {"code": world.holder}


def _with(_world: Any) -> str:
    return TOGETHER


PEOPLE = {
    "tenants:households": Page(canary=_with),
    "tenants:holder-add": Page(
        arguments=lambda world: {"code": world.membership}, canary=lambda world: str(world.named)
    ),
    "tenants:holder-decide": Page(arguments=_holder, get=405),
    "tenants:holder-remove": Page(arguments=_holder, canary=_with),
    "tenants:holder-card": Page(arguments=_holder, canary=_with),
    "tenants:members-many": Page(get=405),
    "tenants:members-columns": Page(get=405),
    "tenants:tags": Page(canary=_word),
    "tenants:tag": Page(arguments=_tag, canary=_word),
    "tenants:tag-remove": Page(arguments=_tag, get=405),
    "tenants:member-tags": Page(
        arguments=lambda world: {"code": world.member}, canary=lambda world: str(world.named)
    ),
}
