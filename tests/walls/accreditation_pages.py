"""Addresses of accreditation in the office, of both sides."""

from __future__ import annotations

from typing import Any

from tests.walls.page import ASKING, BROUGHT, VOUCHED, Page


def _review(world: Any) -> dict[str, object]:
    return {"code": world.review}


def _own(world: Any) -> dict[str, object]:
    return {"code": world.own}


def _asking(_world: Any) -> str:
    return ASKING


def _review_code(world: Any) -> str:
    return str(world.review)


ACCREDITATION = {
    "credentials:accreditation": Page(canary=lambda world: str(world.own)),
    "credentials:accreditation-ask": Page(),
    "credentials:accreditation-withdraw": Page(arguments=_own),
    "credentials:accreditation-appeal": Page(arguments=_own),
    "credentials:accreditation-renew": Page(arguments=_own, get=405),
    "credentials:accreditation-bring": Page(),
    "credentials:accreditation-take-down": Page(
        arguments=lambda world: {"code": world.word}, canary=lambda _world: BROUGHT
    ),
    "credentials:vouch": Page(
        arguments=lambda world: {"code": world.vouch}, canary=lambda _world: VOUCHED
    ),
    "credentials:accreditations": Page(canary=_asking),
    "credentials:accreditation-review": Page(arguments=_review, canary=_asking),
    "credentials:accreditation-seen": Page(arguments=_review, canary=_review_code),
    "credentials:accreditation-propose": Page(
        arguments=lambda world: {"code": world.review, "kind": "accredit"}, canary=_review_code
    ),
    "credentials:accreditation-look": Page(arguments=_review, get=405),
    "credentials:accreditation-confirm": Page(arguments=_review, get=405),
    "credentials:accreditation-send-back": Page(arguments=_review, canary=_review_code),
    "credentials:accreditation-suspend": Page(arguments=_review, get=302),
}
