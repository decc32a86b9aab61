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


def read(module, *, setup, folder):
    """What another process prints last, in a database of its own."""
    with nothing_yet(setup) as servers:
        done = subprocess.run(
            [sys.executable, "-m", module],
            env={**os.environ, **PLACE, **servers, "DATA": str(folder)},
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(
    scope="module",
    params=[EMBEDDED, pytest.param(SERVERS, marks=[pytest.mark.postgres, pytest.mark.redis])],
)
def older(request, tmp_path_factory):
    """The set-up, and what has become of an old portal there."""
    folder = tmp_path_factory.mktemp("older")
    return request.param, read("tests.migrations.older", setup=request.param, folder=folder)


def test_every_row_of_an_older_portal_comes_along(older):
    _setup, told = older

    assert told["applied"] > 70
    assert {"tenants.member", "credentials.credential", "benefits.redemption"} <= set(told["kept"])
    # A migration may enter more, and leaves no table empty that had rows before.
    lost = {name for name, rows in told["kept"].items() if rows < told["entered"].get(name, 1)}
    assert lost == set()


def test_a_new_portal_has_the_same_tables(older, tmp_path):
    setup, told = older
    walked = told["schema"]

    new = read("tests.migrations.schema", setup=setup, folder=tmp_path)

    assert len(new["applied"]) > 70
    assert {name: new[name] for name in new if new[name] != walked.get(name)} == {}
    assert walked.keys() == new.keys()
