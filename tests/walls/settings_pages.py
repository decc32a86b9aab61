"""Addresses of a co-op's settings."""

from __future__ import annotations

from typing import Any

from tests.walls.page import ASKED, Page


def _kind(world: Any) -> dict[str, object]:
    return {"code": world.elm.consumer.code}


def _change(world: Any) -> dict[str, object]:
    return {"code": world.membership}


def _question(world: Any) -> dict[str, object]:
    return {"code": world.question}


def _member(world: Any) -> dict[str, object]:
    return {"code": world.member}


def _of_rules(_world: Any) -> dict[str, object]:
    return {"of": "bylaws"}


def _asked(_world: Any) -> str:
    return ASKED


SETTINGS = {
    "tenants:own-changes": Page(),
    "tenants:change-requests": Page(canary=lambda world: world.named),
    "tenants:change-request": Page(arguments=_change, canary=lambda world: world.named),
    "tenants:change-request-accept": Page(arguments=_change, get=405),
    "tenants:settings": Page(),
    "tenants:texts": Page(),
    "tenants:text-edit": Page(arguments=_of_rules),
    "tenants:text-preview": Page(arguments=_of_rules, get=302),
    "tenants:text-publish": Page(arguments=_of_rules, get=405),
    "tenants:text-discard": Page(arguments=_of_rules, get=405),
    "tenants:leaving-rules": Page(),
    "tenants:classes": Page(),
    "tenants:place": Page(),
    "tenants:fields": Page(canary=lambda world: str(world.question)),
    "tenants:field-add": Page(),
    "tenants:field": Page(arguments=_question),
    "tenants:field-close": Page(arguments=_question, get=405),
    "tenants:field-open": Page(arguments=_question, get=405),
    "tenants:field-move": Page(arguments=_question, get=405),
    "tenants:member-answers": Page(arguments=_member, canary=_asked),
    "tenants:answer-file": Page(arguments=lambda world: {"code": world.answer}),
    "tenants:class-add": Page(),
    "tenants:class": Page(arguments=_kind),
    "tenants:class-close": Page(arguments=_kind),
    "tenants:class-open": Page(arguments=_kind, get=405),
    "tenants:class-move": Page(arguments=_kind, get=405),
}
