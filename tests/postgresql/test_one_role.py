"""A portal with one role, which owns its tables and is held by row security too: backups are refused in words, and put back."""

from __future__ import annotations

import secrets
from urllib.parse import urlsplit

import psycopg
import pytest

from coopportal import env
from coopportal.backup import databases
from coopportal.backup.errors import RefusedError
from tests.support.setups import POSTGRES

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


@pytest.fixture
def only():
    """Where the one role signs in, at an empty database that it owns."""
    name = f"portal_proof_{secrets.token_hex(4)}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{name}'")
        admin.execute(f"CREATE DATABASE {name} OWNER {name}")
        there = urlsplit(POSTGRES)
        where = f"{name}:{name}@{there.netloc.rpartition('@')[2]}"
        try:
            yield there._replace(netloc=where, path=f"/{name}").geturl()
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
            admin.execute(f"DROP ROLE {name}")


def test_it_puts_back_and_counts_every_row_and_is_told_who_reads_a_backup(filled, only, tmp_path):
    here, there = env.database(filled("backup"), tmp_path), env.database(only, tmp_path)
    file = tmp_path / "dump"
    with databases.snapshot(here, tmp_path) as found:
        file.write_bytes(b"".join(found.chunks))
    assert found.counts["tenants_member"] > 0

    databases.put_back("postgresql", file, there)

    with databases.connected(there) as connection:
        assert databases.count(connection)["tenants_member"] == 0, "row security does not hold it"
    assert databases.count_restored(there) == found.counts
    with databases.connected(there) as connection:
        assert databases.count(connection)["tenants_member"] == 0, "it stayed let past"
    with (
        pytest.raises(RefusedError, match="BACKUP_DATABASE_URL"),
        databases.snapshot(there, tmp_path),
    ):
        pytest.fail("a backup began")
