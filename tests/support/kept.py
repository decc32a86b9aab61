"""What takes long to make is made once: its rows are kept as a copy of the database, and put back."""

from __future__ import annotations

import copy
import sqlite3
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from django.db import connection

from tenants.models import Cooperative, User

Scene = TypeVar("Scene")


def kept(make: Callable[[], Scene]) -> Callable[[], Scene]:
    """A scene to begin with. Made anew where rows stand already, and in databases that cannot be copied."""
    found: list[tuple[Scene, sqlite3.Connection]] = []

    @wraps(make)
    def begin() -> Scene:
        if not _is_blank():
            return make()
        if not found:
            made = make()
            rows = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(rows)
            found.append((copy.deepcopy(made), rows))
            return made
        made, rows = found[0]
        rows.backup(connection.connection)
        return copy.deepcopy(made)

    return begin


def _is_blank() -> bool:
    ours = connection.vendor == "sqlite" and not connection.in_atomic_block
    return ours and not User.objects.exists() and not Cooperative.objects.exists()
