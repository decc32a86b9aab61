"""Addresses of shares and money, and what stands there at the co-op that is probed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from tenants import scope
from tenants.models import Member, ShareEntry
from tests.walls.page import Page


def shares_of(member: Member) -> None:
    ShareEntry.objects.create(
        member=member,
        action=ShareEntry.Kind.SUBSCRIBED,
        on=member.joined_on,
        count=3,
        price=Decimal("10.00"),
    )


def _member(world: Any) -> dict[str, object]:
    return {"code": world.member}


def _entry(world: Any) -> dict[str, UUID]:
    with scope.within(world.elm.coop.pk):
        return {"code": ShareEntry.objects.get().code}


def _named(world: Any) -> str:
    return str(world.named)


MONEY = {
    f"tenants:shares-{each}": Page(arguments=_member, canary=_named)
    for each in ("subscribe", "pay-up", "transfer", "pay-back")
} | {"tenants:shares-reverse": Page(arguments=_entry, canary=_named)}
