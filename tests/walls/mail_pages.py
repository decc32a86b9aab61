"""Addresses of what a co-op writes."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from tenants import scope
from tenants.models import Letter
from tests.walls.page import Page

ADDRESS = "wombat-canary-6d1c@example.org"


def mailed() -> None:
    """Within the co-op: a letter that left."""
    Letter.objects.create(
        kind="membership_suspended",
        key="walls",
        to=ADDRESS,
        about=uuid4(),
        state=Letter.State.SENT,
    )


def _letter(world: Any) -> dict[str, object]:
    with scope.within(world.elm.coop.pk):
        return {"code": Letter.objects.get(to=ADDRESS).code}


def _address(_world: Any) -> str:
    return ADDRESS


MAIL = {
    "tenants:messages": Page(canary=_address),
    "tenants:letter": Page(arguments=_letter, canary=_address),
    "tenants:letter-again": Page(arguments=_letter, get=405),
    "tenants:mail-rules": Page(),
}
