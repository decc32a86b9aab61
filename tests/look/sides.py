"""The pages of one of the world's co-ops, and whoever looks after its partners."""

from __future__ import annotations


def go(visit, route, side="elm", **arguments):
    visit.go(f"benefits:{route}", cooperative=side, **arguments)


def partnerships(visit, side="elm"):
    visit.sign_in(getattr(visit.world, side).staff.user)
