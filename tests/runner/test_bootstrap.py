from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(ROOT / "scripts", tmp_path / "scripts")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (tmp_path / name).write_text("")
    return tmp_path


def bootstrap(folder: Path, name: str = "runtime"):
    command = [sys.executable, "scripts/bootstrap.py", name]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def stamps(folder: Path) -> set[str]:
    return {file.name for file in (folder / ".venv").glob(".installed-*")}


def test_bootstrap_does_nothing_the_second_time(copy):
    first = bootstrap(copy)
    second = bootstrap(copy)

    assert "The environment is ready" in first.stdout
    assert (second.returncode, second.stdout) == (0, "")


def test_bootstrap_completes_an_interrupted_environment(copy):
    bootstrap(copy)
    (copy / ".venv/.installed-runtime").unlink()
    (copy / ".venv/bin/python").unlink()

    again = bootstrap(copy)

    assert again.returncode == 0
    assert stamps(copy) == {".installed-runtime"}
    assert (copy / ".venv/bin/python").exists()


def test_bootstrap_leaves_no_stamp_when_a_package_cannot_be_installed(copy):
    wrong = "six==1.17.0 --hash=sha256:" + "0" * 64
    (copy / "requirements.txt").write_text(wrong + "\n")

    failed = bootstrap(copy)

    assert failed.returncode != 0
    assert "could not be installed" in failed.stderr.splitlines()[-1]
    assert stamps(copy) == set()


def test_bootstrap_counts_the_longer_list_as_the_shorter_one(copy):
    bootstrap(copy, "dev")

    assert bootstrap(copy, "runtime").stdout == ""


def test_locks_agree_on_every_version_and_name_no_host():
    runtime = (ROOT / "requirements.txt").read_text()
    dev = (ROOT / "requirements-dev.txt").read_text()

    assert set(PINNED.findall(runtime)) <= set(PINNED.findall(dev))
    assert len(PINNED.findall(runtime)) > 30
    assert "://" not in runtime + dev
