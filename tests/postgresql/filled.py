"""Two rows in each table, one for each of two co-ops: `python -m tests.postgresql.filled`, with a database that has none."""

from __future__ import annotations

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def main() -> None:
    django.setup()
    from tests.migrations import older  # noqa: PLC0415 -- it reads today's models

    # As migrations see the models: past the scope of co-ops.
    older._fill(MigrationExecutor(connection).loader.project_state().apps)


if __name__ == "__main__":
    main()
