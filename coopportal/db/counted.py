"""By what the database plans: how many rows there are of what."""

from __future__ import annotations

from typing import Final

from django.db import connection

LOOKED_AT: Final = 1000
"""Rows of each index: enough to tell ten from a million, and done in a moment."""


def renew() -> None:
    """SQLite counts when it is told to; PostgreSQL does it by itself.

    Uncounted, SQLite takes ten rows for a co-op's, and reads a co-op of a million members to find thirty.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
            cursor.execute("ANALYZE")
