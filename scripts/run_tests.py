"""`make test`: lint first, then every test. What a test needs and the machine lacks is said, not hidden."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = "Expected: under 10 minutes on two cores (lint 1, tests 9)."
# They kill and begin workers by the hundred and wait long in between: `make crash`, after this in .ci/run.
KILLS = ["--ignore", "tests/kills"]
# Three workers on two cores, because one of them mostly waits; tests/sharing.py says who does what.
SHARED = [*KILLS, "--numprocesses", "3", "--dist", "loadscope", "--no-loadscope-reorder"]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]


def main() -> None:
    print(EXPECTED, flush=True)
    began = time.monotonic()
    offer_browser()
    linted = subprocess.run([sys.executable, "scripts/lint.py"], cwd=ROOT, check=False).returncode
    tested = pytest(*(sys.argv[1:] or SHARED))
    print(f"Lint {'failed' if linted else 'ok'}, tests {'failed' if tested else 'ok'}, ", end="")
    print(f"{time.monotonic() - began:.0f} s in all.")
    sys.exit(linted or tested)


def pytest(*arguments: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments], cwd=ROOT, check=False
    ).returncode


def offer_browser() -> None:
    """A browser is the system's affair: installed only by root or in CI, otherwise named."""
    if any(shutil.which(name) for name in BROWSERS):
        return
    may = os.geteuid() == 0 and shutil.which("apt-get")
    if may and (os.environ.get("CI") == "1" or "chromium" in os.environ.get("REQUIRE", "")):
        print("Installing Chromium from the system's packages.", flush=True)
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        subprocess.run(INSTALL, check=False)
    else:
        print(
            f"No Chromium here, so browser tests are skipped. To run them: sudo {' '.join(INSTALL)}"
        )


if __name__ == "__main__":
    main()
