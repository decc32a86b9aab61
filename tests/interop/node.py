"""Strangers' libraries, as locked in package-lock.json, run by Node.js."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


def ready() -> None:
    """Install what is locked, once; skip where there is no Node.js."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        pytest.skip("no Node.js on this machine")
    marker, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < lock.stat().st_mtime:
        told = subprocess.run(
            ["npm", "ci", "--no-audit", "--no-fund"],
            cwd=HERE,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        assert told.returncode == 0, told.stderr[-2000:]
        marker.touch()


def run(script: str, *arguments: str, authority: Path) -> str:
    told = subprocess.run(
        ["node", script, *arguments],
        cwd=HERE,
        env={"PATH": _path(), "NODE_EXTRA_CA_CERTS": str(authority)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 0, told.stderr[-3000:]
    return told.stdout


def verify(*sources: str, authority: Path) -> list[dict[str, Any]]:
    """What the strangers say of each credential, in order."""
    lines = run("verify.mjs", *sources, authority=authority).splitlines()
    return [json.loads(line) for line in lines]


def _path() -> str:
    found = shutil.which("node")
    assert found
    return str(Path(found).parent)
