"""What row security costs a statement on PostgreSQL: `python -m benchmarks.rows`, told apart by who asks.

The same read by primary key, alone and within a transaction: as the portal within a co-op, which is told and held, and as a role
that looks past row security and is told nothing. The quickest of many rounds, because other programs only ever add.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from coopportal import env
from tests.support.setups import database

TIMES, ROUNDS = 50, 60
ASKED = "SELECT id, name FROM tenants_member WHERE cooperative_id = %s AND id = 1"


def main() -> None:
    from django.conf import settings  # noqa: PLC0415 -- set up here

    settings.configure(USE_TZ=True, DATABASES={})
    from django.db import connections  # noqa: PLC0415 -- as above

    with database(f"portal_proof_{secrets.token_hex(4)}") as url:
        found: dict[str, list[float]] = {}
        askers = {}
        for part in ("app", "platform"):
            whole = connections.configure_settings({"default": env.database(url(part), Path())})
            connections.settings[part] = whole["default"] | {"CONN_HEALTH_CHECKS": False}
            askers[part] = connections.create_connection(part)
        for _round in range(ROUNDS):
            for part, connection in askers.items():
                for way, act in {"alone": _alone, "in_transaction": _together}.items():
                    found.setdefault(f"{part}_{way}", []).append(_timed(connection, part, act))
        for connection in askers.values():
            connection.close()
    ms = {name: min(each) for name, each in found.items()}
    print("rows " + " ".join(f"{name}_ms={value:.3f}" for name, value in ms.items()))


def _timed(connection: Any, part: str, act: Callable[[Any, UUID], None]) -> float:
    from tenants import scope  # noqa: PLC0415 -- once Django is set up

    here = uuid4()
    begun = perf_counter()
    with scope.within(here) if part == "app" else scope.nowhere():
        act(connection, here)
    return (perf_counter() - begun) / TIMES * 1000


def _alone(connection: Any, here: UUID) -> None:
    for _time in range(TIMES):
        with connection.cursor() as cursor:
            cursor.execute(ASKED, [here])
            cursor.fetchall()


def _together(connection: Any, here: UUID) -> None:
    connection.set_autocommit(False)
    _alone(connection, here)
    connection.rollback()
    connection.set_autocommit(True)


if __name__ == "__main__":
    main()
