from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.postgres
def test_the_races_end_well_on_postgresql(tmp_path):
    """SQLite lets one writer in at a time, so the races run in a process with the other database."""
    server = f"postgres://{urlsplit(POSTGRES).netloc}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"{server}/accreditation_races_{os.getpid()}",
        "DATA": str(tmp_path),
        "REQUIRE": "",
        "PYTEST_ADDOPTS": "",
    }

    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "--create-db",
            "tests/credentials/accreditation_races.py",
        ],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    assert "4 passed" in run.stdout
