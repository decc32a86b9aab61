"""Which co-op are we within? One context variable; rows of a co-op exist only inside its scope."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from tenants.errors import OutsideCooperativeError


@dataclass(frozen=True)
class Scope:
    """Within one co-op. `in_transaction` tells whether a transaction was already open on entry."""

    cooperative_id: UUID
    in_transaction: bool = False


@dataclass(frozen=True)
class Everywhere:
    """Reading across co-ops, with the sentence that says why. Entered only by tenants/everywhere.py."""

    reason: str


_current: ContextVar[Scope | Everywhere | None] = ContextVar("cooperative", default=None)


def current() -> Scope:
    """The co-op we are within.

    Raises OutsideCooperativeError where none is entered.
    """
    scope = _current.get()
    if not isinstance(scope, Scope):
        raise OutsideCooperativeError("No co-op is entered.")
    return scope


def peek() -> Scope | Everywhere | None:
    return _current.get()


@contextmanager
def within(cooperative_id: UUID) -> Iterator[None]:
    """Enter a co-op for a block.

    Raises OutsideCooperativeError inside a transaction that was opened within another co-op: what
    one transaction writes belongs to one co-op.
    """
    if not isinstance(cooperative_id, UUID):
        raise OutsideCooperativeError("A co-op is entered by its id.")
    outer = _current.get()
    if (
        isinstance(outer, Scope)
        and outer.cooperative_id != cooperative_id
        and connection.in_atomic_block
        and not outer.in_transaction
    ):
        raise OutsideCooperativeError("A transaction of another co-op is open.")
    token = _current.set(Scope(cooperative_id, connection.in_atomic_block))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def nowhere() -> Iterator[None]:
    """Leave every co-op for a block: a scope never outlives the request or message it was entered for."""
    token = _current.set(None)
    try:
        yield
    finally:
        _current.reset(token)


def enter(cooperative_id: UUID) -> None:
    """Enter a co-op until the surrounding `nowhere()` ends: for the middleware, which owns that block."""
    _current.set(Scope(cooperative_id, connection.in_atomic_block))


@contextmanager
def _everywhere(reason: str) -> Iterator[None]:
    token = _current.set(Everywhere(reason))
    try:
        yield
    finally:
        _current.reset(token)
