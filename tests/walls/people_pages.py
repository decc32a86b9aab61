"""Addresses of the list of members: what is done to many, tags."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tenants import scope
from tenants.models import Holder, Member, Tag
from tests.walls.page import TAGGED, TOGETHER, Page


def _code(world: Any, model: Any, **known: Any) -> UUID:
    """Of the one that there is at Elm."""
    with scope.within(world.elm.coop.pk):
        found: UUID = model.objects.get(**known).code
        return found


def _tag(world: Any) -> dict[str, object]:
    return {"code": _code(world, Tag)}


def _word(_world: Any) -> str:
    return TAGGED


def _holder(world: Any) -> dict[str, object]:
    return {"code": _code(world, Holder)}


def _with(_world: Any) -> str:
    return TOGETHER


def _two(world: Any) -> dict[str, object]:
    return {"code": world.member, "other": _code(world, Member, number__endswith="-900002")}


def _one(world: Any) -> dict[str, object]:
    return {"code": world.member}


PEOPLE = {
    "tenants:member-photo": Page(arguments=_one, canary=lambda world: str(world.named)),
    "tenants:member-photo-remove": Page(arguments=_one, get=405),
    "tenants:member-photo-file": Page(arguments=_one, canary=lambda _world: "a face"),
    "tenants:duplicates": Page(canary=lambda world: str(world.named)),
    "tenants:merge-find": Page(
        arguments=lambda world: {"code": world.member}, canary=lambda world: str(world.named)
    ),
    "tenants:merge": Page(arguments=_two, canary=lambda world: str(world.named)),
    "tenants:two-people": Page(arguments=_two, get=405),
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
