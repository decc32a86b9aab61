"""Steps at which a test may kill a process are nothing in ordinary life, and nothing whatever in production."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

SAYS = "from tenants import killpoints as k; k.reach('claimed'); print(k.reach is k._nothing)"
ARMED = {"KILLPOINTS": "claimed=1"}


def ends(**environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"KILLPOINTS", "PRODUCTION"}
    }
    return subprocess.run(
        [sys.executable, "-c", SAYS],
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_process_that_is_armed_dies_there():
    assert ends(**ARMED).returncode == -signal.SIGKILL


@pytest.mark.parametrize("environment", [{}, {"PRODUCTION": "yes"}, {"PRODUCTION": "yes", **ARMED}])
def test_nothing_is_reached_otherwise_and_never_in_production(environment):
    done = ends(**environment)

    assert (done.returncode, done.stdout) == (0, "True\n"), done.stderr


def test_a_step_kills_no_more_often_than_it_was_told(tmp_path):
    log = tmp_path / "killed"
    armed = {"KILLPOINTS": "claimed=1*2", "KILLPOINTS_LOG": str(log)}

    assert [ends(**armed).returncode for _ in range(3)] == [-9, -9, 0]
    assert [line.split()[0] for line in log.read_text().splitlines()] == ["claimed"] * 2
