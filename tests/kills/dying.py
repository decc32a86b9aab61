"""Die right before or right after the commit of what somebody does: product code knows nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from tenants.killpoints import reach

_act: ContextVar[str] = ContextVar("what is committed", default="")


@contextmanager
def around(act: str) -> Iterator[None]:
    """Within, each commit is a step of this act, before and after; nudges are sent only after both."""
    before = _act.set(act)
    try:
        yield
    finally:
        _act.reset(before)


def install() -> None:
    commit = BaseDatabaseWrapper.commit

    def commit_or_die(self: Any) -> None:
        act = _act.get()
        if act:
            reach(f"{act}:before-commit")
        commit(self)
        if act:
            reach(f"{act}:committed")

    BaseDatabaseWrapper.commit = commit_or_die
