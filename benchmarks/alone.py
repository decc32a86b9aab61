"""A benchmark in a process of its own for each way the portal is run, and the portal that it measures there."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, SERVERS, environment_of, servers_away

ONE_RUN = "--run"


def both(module: str, *arguments: object, unit: str = "") -> dict[str, float]:
    """What the module tells with `say`, once for each set-up that there is."""
    figures = {}
    for setup in (EMBEDDED, SERVERS) if servers_away() is None else (EMBEDDED,):
        for name, figure in one(module, setup, *arguments).items():
            figures[f"{setup}, {name}{unit}"] = figure
    return figures


def one(module: str, setup: str, *arguments: object) -> dict[str, float]:
    """What the module tells with `say` for one set-up."""
    words = [sys.executable, "-m", module, ONE_RUN, setup, *map(str, arguments)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True)
    told = [line[2:].rpartition("=") for line in done.stdout.splitlines() if line.startswith("> ")]
    return {name: float(figure) for name, _equals, figure in told}


def say(name: str, figure: float) -> None:
    print(f"> {name}={figure:.3f}", flush=True)


@contextmanager
def portal(setup: str, **settings: str) -> Iterator[None]:
    """An empty portal and Django set up for it, in this process; all of it is thrown away after the block."""
    with (
        tempfile.TemporaryDirectory(prefix="coopportal-bench-") as data,
        environment_of(setup) as servers,
    ):
        environment = {
            "DJANGO_SETTINGS_MODULE": "coopportal.settings",
            "CANONICAL_ORIGIN": "http://localhost:8000",
            "DEMO": "no",
            **servers,
            **settings,
        }
        with Processes(Path(data), environment) as processes:
            processes.manage("prepare")
            os.environ |= {**environment, "DATA": data}
            if worker := servers.get("WORKER_DATABASE_URL"):  # this process issues cards as well
                os.environ["DATABASE_URL"] = worker
            import django  # noqa: PLC0415 -- after the environment is ready

            django.setup()
            yield


def settle() -> None:
    """As the portal's clock and PostgreSQL do by themselves after a while: what is there is counted, by which is planned."""
    from django.db import connection  # noqa: PLC0415 -- once Django is set up

    from coopportal.db import counted  # noqa: PLC0415 -- as above

    counted.renew()
    if connection.vendor == "sqlite":
        # Else whoever writes next carries all that was entered into the file.
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    if url := os.environ.get("MIGRATE_DATABASE_URL"):
        with psycopg.connect(url, autocommit=True) as there:
            there.execute("VACUUM ANALYZE")
