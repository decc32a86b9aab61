"""Nothing starts without the key that wrapped what is there, and nothing is written over."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.prepared import PLACE, lay_static, lay_tables
from tests.support.processes import Processes

OPEN = """
import django
django.setup()
from coopportal.services.opening import Opening, open_with_steward
from tenants import outbox
open_with_steward(Opening(slug="oak", name="Oak", number_prefix="O", preset="consumer",
                          email="o@example.org", steward_email="s@example.org"))
outbox.drain()
"""
STARTS = {
    "web": ("-m", "gunicorn", "coopportal.wsgi", "--bind", "127.0.0.1:0"),
    "worker": ("-m", "celery", "-A", "coopportal.celery", "worker", "--pool", "solo"),
    "beat": ("-m", "celery", "-A", "coopportal.clock", "beat"),
    "a command": ("manage.py", "owed"),
    "prepare": ("manage.py", "prepare"),
}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """A portal with one co-op, whose key is wrapped."""
    folder = tmp_path_factory.mktemp("portal")
    lay_tables(folder)
    processes = Processes(folder, {**PLACE, **lay_static(folder)})
    assert ended(processes, "open", "-c", OPEN) == 0, processes.read("open")
    return processes


def ended(processes, name, *command):
    """How it ended; what goes on is stopped after a while, and has started."""
    processes.start(name, sys.executable, *command)
    try:
        return processes.running[name].wait(timeout=20)
    except subprocess.TimeoutExpired:
        return 0
    finally:
        processes.stop(name, signal.SIGKILL)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("keys/*")}


@pytest.mark.parametrize(
    ("start", "loss"),
    [*((start, "missing") for start in STARTS), ("a command", "wrong"), ("beat", "cut short")],
)
def test_nothing_starts_without_the_right_key(opened, tmp_path, start, loss):
    shutil.copytree(opened.folder, tmp_path / "data")
    folder = tmp_path / "data"
    processes = Processes(folder, {**opened.environment, "DATA": str(folder)})
    [path] = folder.glob("keys/kek-*")
    path.chmod(0o600)
    if loss == "missing":
        path.unlink()
    else:
        path.write_bytes(b"x" * 32 if loss == "wrong" else b"")
    before = contents(folder)

    assert ended(processes, start, *STARTS[start]) != 0
    told = processes.read(start)
    assert (
        f"The key {path.name}, which protects the signing keys in this database, is missing" in told
    )
    assert "Nothing was changed." in told
    assert contents(folder) == before


def test_everything_starts_with_it(opened):
    assert ended(opened, "check", "manage.py", "check") == 0
    assert ended(opened, "owed", "manage.py", "owed") == 0


def test_a_portal_without_any_key_starts(tmp_path):
    lay_tables(tmp_path)
    processes = Processes(tmp_path, PLACE)

    assert ended(processes, "owed", "manage.py", "owed") == 0
    assert contents(tmp_path) == {}
