"""The portal's own connection to a database, beside the one that the tests have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connections

from coopportal import env

ALIAS = "rows"


def name_database(url: str) -> None:
    """From now on `using(ALIAS)` means it, in each thread with a connection of its own."""
    settings = connections.configure_settings({"default": env.database(url, Path())})
    connections.settings[ALIAS] = settings["default"] | {"CONN_HEALTH_CHECKS": False}


@contextmanager
def signed_in(url: str) -> Iterator[Any]:
    name_database(url)
    connection = connections.create_connection(ALIAS)
    try:
        yield connection
    finally:
        connection.close()
        del connections.settings[ALIAS]
