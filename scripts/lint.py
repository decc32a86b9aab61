"""`make lint`: every check that reads the code without running it. All run; the worst answer counts."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def checks() -> dict[str, list[str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "templates/*.html"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    templates = [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]
    found = {
        "style": [str(BIN / "ruff"), "check", "."],
        "format": [str(BIN / "ruff"), "format", "--check", "."],
        "types": [str(BIN / "mypy")],
        "contracts": [str(BIN / "lint-imports")],
        "deploy": [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        "migrations": [sys.executable, "manage.py", "makemigrations", "--check", "--dry-run"],
    }
    if templates:
        found["templates"] = [str(BIN / "djade"), "--check", *templates]
    return found


def production(data: str) -> dict[str, str]:
    """As deploy/ sets a portal up, where no one signs in."""
    return {
        "DATA": f"{data}/production",
        "PRODUCTION": "yes",
        "CANONICAL_ORIGIN": "https://portal.example.org",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "EMAIL_HOST": "mail.example.org",
        "BEHIND_TLS_PROXY": "yes",
    }


def main() -> None:
    failed = []
    with tempfile.TemporaryDirectory() as data:
        environment = {**os.environ, "DATA": data, "PYTHONPATH": str(ROOT)}
        for name, command in checks().items():
            began = time.monotonic()
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment | (production(data) if name == "deploy" else {}),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            word = "failed" if done.returncode else "ok"
            print(f"lint {name:<11} {word:<7} {time.monotonic() - began:5.1f} s", flush=True)
            if done.returncode:
                failed.append(name)
                print(done.stdout, flush=True)
    if failed:
        sys.exit(
            f"These checks failed: {', '.join(failed)}. `make format` mends what can be mended."
        )


if __name__ == "__main__":
    main()
