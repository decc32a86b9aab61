"""The import contracts in pyproject.toml hold, and they are able to fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import PACKAGES, ROOT

CONTRACTS = ROOT / "pyproject.toml"


def _lint(root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command as run; run()",
            "--config",
            str(CONTRACTS),
            "--no-cache",
        ],
        cwd=root,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_imports_only_go_down():
    told = _lint(ROOT)

    assert told.returncode == 0, told.stdout[-4000:] + told.stderr[-2000:]


def test_an_import_that_goes_up_is_found(tmp_path):
    for package in PACKAGES:
        shutil.copytree(
            ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__")
        )
    with (tmp_path / "tenants" / "errors.py").open("a", encoding="utf-8") as file:
        file.write("\nfrom benefits import models\n")

    told = _lint(tmp_path)

    assert told.returncode != 0
    assert "tenants.errors -> benefits.models" in told.stdout
