"""Many at the same act at once, in a process with a database of its own."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

from tenants.errors import DomainError
from tests.architecture.tree import ROOT
from tests.support.prepared import template
from tests.support.setups import POSTGRES

RACERS = 8
LONGEST = 600


def race(act: Callable[[int], str | None], racers: int = RACERS) -> Counter[str]:
    """Run `act(i)` in as many threads at the same moment; returns what each came to."""
    gate = Barrier(racers)

    def run(number: int) -> str:
        gate.wait()
        try:
            return act(number) or "done"
        except DomainError as error:
            return error.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(racers) as pool:
        return Counter(pool.map(run, range(racers)))


def keep_in_a_file(folder: Path) -> None:
    """On SQLite, as in a real portal: a database in memory has one connection for all. Before the database is made."""
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        name = str(folder / "test.sqlite3")
        settings.DATABASES["default"]["TEST"]["NAME"] = name
        connections["default"].settings_dict["TEST"]["NAME"] = name


def run_races(module: str, data: Path, *, postgres: bool = True) -> str:
    """What pytest says of a module of races that all end well.

    In a process of their own, because the database is chosen when Django starts; SQLite lets one
    writer in at a time, so most races need the other one.
    """
    server = {}
    if postgres:
        name = f"races_{secrets.token_hex(4)}"
        server = {
            "DATABASE_URL": urlsplit(POSTGRES)._replace(path=f"/{name}").geturl(),
            "TEST_TEMPLATE": template(POSTGRES),
        }
    own = {"DATABASE_URL": "", "DATA": str(data), "REQUIRE": "", "PYTEST_ADDOPTS": ""}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--create-db", module],
        cwd=ROOT,
        env={**os.environ, **own, **server},
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    return run.stdout
