"""A portal with data, as old as they come, is brought forward: every row is there, with every column of today."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from contextlib import contextmanager
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support.prepared import PLACE
from tests.support.setups import EMBEDDED, POSTGRES, SERVERS, servers_away


@contextmanager
def nothing_yet(setup):
    """A database without tables."""
    if setup == EMBEDDED:
        yield {}
        return
    if (away := servers_away()) is not None:
        pytest.skip(away)
    name = f"portal_proof_{secrets.token_hex(4)}"
    with psycopg.connect(POSTGRES, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield {"DATABASE_URL": urlsplit(POSTGRES)._replace(path=f"/{name}").geturl()}
        finally:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.mark.parametrize(
    "setup", [EMBEDDED, pytest.param(SERVERS, marks=[pytest.mark.postgres, pytest.mark.redis])]
)
def test_every_row_of_an_older_portal_comes_along(setup, tmp_path):
    with nothing_yet(setup) as servers:
        done = subprocess.run(
            [sys.executable, "-m", "tests.migrations.older"],
            env={**os.environ, **PLACE, **servers, "DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.splitlines()[-1])

    assert told["applied"] > 70
    assert {"tenants.member", "credentials.credential", "benefits.redemption"} <= set(told["kept"])
    # A migration may enter more, and leaves no table empty that had rows before.
    lost = {name for name, rows in told["kept"].items() if rows < told["entered"].get(name, 1)}
    assert lost == set()
