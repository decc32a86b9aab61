from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
ROOT = Path(__file__).resolve().parents[2]


def server(name: str) -> str:
    return f"postgres://{urlsplit(POSTGRES).netloc}/{name}_{os.getpid()}"


def run_races(file, database, data):
    """In a process of their own, because the database is chosen when Django starts."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DATA": str(data),
        "REQUIRE": "",
        "PYTEST_ADDOPTS": "",
    }

    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--create-db", f"tests/benefits/{file}"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.postgres
def test_the_races_end_well_on_postgresql(tmp_path):
    """SQLite lets one writer in at a time, so the races run on the other database."""
    run = run_races("races.py", server("benefits_races"), tmp_path)

    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert "10 passed" in run.stdout


@pytest.mark.postgres
def test_racing_desks_never_give_more_than_was_agreed_on_postgresql(tmp_path):
    run = run_races("racing_desks.py", server("benefits_desks"), tmp_path)

    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert "4 passed" in run.stdout


def test_racing_desks_never_give_more_than_was_agreed_on_sqlite(tmp_path):
    run = run_races("racing_desks.py", "", tmp_path)

    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert "4 passed" in run.stdout
