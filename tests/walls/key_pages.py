"""Addresses of the keys that sign for a co-op."""

from __future__ import annotations

from typing import Any

from credentials.models import SigningKey
from tests.walls.page import Page


def _key_in_use(world: Any) -> SigningKey:
    with world.elm.within:
        return SigningKey.objects.get(state=SigningKey.State.ACTIVE)


KEYS = {
    "credentials:keys": Page(canary=lambda world: _key_in_use(world).kid[-8:]),
    "credentials:key-compromised": Page(
        arguments=lambda world: {"code": _key_in_use(world).code},
        canary=lambda _world: "What will happen",
    ),
}
