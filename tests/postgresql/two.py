"""A database with a row of each of two co-ops in every table, and who may do anything in it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import psycopg

from tests.support.prepared import PLACE
from tests.support.setups import POSTGRES, database


@contextmanager
def filled_database(folder: Path) -> Iterator[Callable[[str], str]]:
    with database(f"portal_proof_{secrets.token_hex(4)}") as url:
        place = {**PLACE, "DATABASE_URL": url("migrate"), "DATA": str(folder)}
        subprocess.run(
            [sys.executable, "-m", "tests.postgresql.filled"],
            env={**os.environ, **place},
            check=True,
            timeout=300,
        )
        yield url


def cooperatives(url: str) -> tuple[UUID, UUID]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT id FROM tenants_cooperative ORDER BY id").fetchall()
    [(oak,), (elm,)] = found
    return oak, elm


def as_administrator(url: str) -> str:
    """The same database by the server's own administrator, who can take any role on for a transaction."""
    return urlsplit(POSTGRES)._replace(path=urlsplit(url).path).geturl()
