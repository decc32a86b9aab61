"""The log of a portal in earnest: its own role cannot change a line, and forgetting somebody leaves the chain whole."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.processes import Processes

pytestmark = [pytest.mark.postgres, pytest.mark.redis]


def test_a_member_is_forgotten_and_the_log_stays_whatever_the_portals_role_tries(as_role, tmp_path):
    settings = {
        "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        "CANONICAL_ORIGIN": "http://localhost:8600",
        "DEMO": "no",
        "DATABASE_URL": as_role("app"),
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.postgresql.erasing"],
        env=Processes(tmp_path, settings).environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)

    assert (told["forgotten"], told["names"], told["named"]) == (1, 0, 0)
    assert told["before"]["whole"]
    assert told["after"]["whole"]
    assert told["after"]["lines"] > told["before"]["lines"] > 5
    assert told["refused"] == told["tried"] == 18
    assert told["at_the_end"] == told["after"]
