"""`make test`: lint first, then the tests; `make rest`: those that it leaves out; `make fuzz`: what reads what strangers
send, at length; `make deep`: that, and every page in every state and look.

What a test needs and the machine lacks is said, not hidden.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPECTED = "Expected: under 10 minutes on two cores (lint 1, tests 9)."
# Whole portals that are started, stopped and killed, a demonstration whose building is interrupted, races for the
# same row, and pages in states that are neither filled nor empty: after this, in .ci/run.
REST = [
    "tests/kills",
    "tests/runner",
    "tests/portals",
    "tests/fuzz",
    "tests/migrations",
    "tests/demo/test_building.py",
    *(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("tests/*/test_*races.py"))),
]
FUZZ = [f"tests/core/test_fuzz_{what}.py" for what in ("parsers", "documents", "bytes")]
LOOK = "tests/look/test_pages.py"
# Three workers on two cores, because one of them mostly waits; tests/sharing.py says who does what.
SHARED = ["--numprocesses", "3", "--dist", "loadscope", "--no-loadscope-reorder"]
# The first is the same browser without its window, and takes a fifth less time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
INSTALL = ["apt-get", "install", "--yes", "--no-install-recommends"]


def main() -> None:
    began = time.monotonic()
    given = sys.argv[1:]
    if given == ["fuzz"]:
        sys.exit(fuzzed())
    offer_browser()
    if given == ["deep"]:
        looked = pytest(*SHARED, "tests/fuzz", LOOK, FUZZ=os.environ.get("FUZZ", "500"))
        sys.exit(fuzzed() or looked)
    if given == ["rest"]:
        failed = pytest(*SHARED, *REST, LOOK, LOOKS="rest")
        print(f"The rest {'failed' if failed else 'ok'}, {time.monotonic() - began:.0f} s in all.")
        sys.exit(failed)
    print(EXPECTED, flush=True)
    linted = subprocess.run([sys.executable, "scripts/lint.py"], cwd=ROOT, check=False).returncode
    left_out = [f"--ignore={place}" for place in REST]
    tested = pytest(*given) if given else pytest(*SHARED, *left_out, LOOKS="first")
    print(f"Lint {'failed' if linted else 'ok'}, tests {'failed' if tested else 'ok'}, ", end="")
    print(f"{time.monotonic() - began:.0f} s in all.")
    sys.exit(linted or tested)


def fuzzed() -> int:
    return pytest("--numprocesses", "2", "--dist", "load", *FUZZ)


def pytest(*arguments: str, **environment: str) -> int:
    return subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    ).returncode


def offer_browser() -> None:
    """A browser is the system's affair: installed only by root or in CI, otherwise named."""
    found = next((name for name in BROWSERS if shutil.which(name)), None)
    may = os.geteuid() == 0 and shutil.which("apt-get") and os.environ.get("CI") == "1"
    if may and found != BROWSERS[0]:
        print("Installing Chromium from the system's packages.", flush=True)
        subprocess.run(["apt-get", "update", "--quiet"], check=False)
        any(subprocess.run([*INSTALL, name], check=False).returncode == 0 for name in BROWSERS[:2])
    elif not found:
        line = " ".join([*INSTALL, BROWSERS[1]])
        print(f"No Chromium here, so browser tests are skipped. To run them: sudo {line}")


if __name__ == "__main__":
    main()
