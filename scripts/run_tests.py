"""`make test`: lint first, then the tests; `make rest`: those that it leaves out; `make fuzz`: what reads what strangers
send, at length; `make deep`: that, every page in every state and look, the rounds of hostile texts that `make rest`
leaves out, `make probe` and `make mutants`.

What a test needs and the machine lacks is said, not hidden.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from scripts.figures import tell

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
    "tests/postgresql",
    "tests/restoring",
    "tests/demo/test_building.py",
    "tests/flows/test_production.py",
    "tests/custody/test_rotating.py",
    "tests/custody/test_starting.py",
    "tests/drill",
    "tests/hostile/test_arriving.py",
    "tests/hostile/test_rounds.py",
    *(str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("tests/*/test_*races.py"))),
]
FUZZ = [f"tests/core/test_fuzz_{what}.py" for what in ("parsers", "documents", "bytes")]
LOOK = "tests/look/test_pages.py"
# `make rest` has one round of them.
ROUNDS = "tests/hostile/test_rounds.py::test_other_texts_in_each_place_are_text_too"
ON_POSTGRES = [
    "tests/tenants",
    "tests/credentials",
    # These make a database of their own for each case, whichever is set.
    *(f"--ignore-glob=tests/*/test_*{what}.py" for what in ("races", "browser", "camera")),
]
# What was compiled is kept, whatever a container says: each worker would compile every test anew, for twenty seconds.
KEEPS = {"PYTHONDONTWRITEBYTECODE": ""}
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
        fuzz = os.environ.get("FUZZ", "500")
        looked = pytest(*SHARED, "tests/fuzz", LOOK, ROUNDS, FUZZ=fuzz, HOSTILE="deep")
        probed = programme("-W", "error", "-m", "tests.walls.probe")
        probed = programme("-W", "error", "-m", "tests.mutants") or probed
        served = on_postgres()
        lost = programme("-m", "tests.kills", KILLS="1000")
        lost = programme("-m", "tests.races", ROUNDS="5000") or lost
        sys.exit(fuzzed() or looked or probed or served or lost)
    if given == ["rest"]:
        offer_pooler()
        failed = pytest(*SHARED, *REST, LOOK, LOOKS="rest")
        print(f"The rest {'failed' if failed else 'ok'}, {time.monotonic() - began:.0f} s in all.")
        sys.exit(failed)
    print(EXPECTED, flush=True)
    left_out = [f"--ignore={place}" for place in REST]
    compiling = None if given else compiled_beside(*left_out)
    linted = subprocess.run([sys.executable, "scripts/lint.py"], cwd=ROOT, check=False).returncode
    if compiling:
        compiling.wait()
    tested = pytest(*given) if given else pytest(*SHARED, *left_out, LOOKS="first")
    print(f"Lint {'failed' if linted else 'ok'}, tests {'failed' if tested else 'ok'}, ", end="")
    print(f"{time.monotonic() - began:.0f} s in all.")
    sys.exit(linted or tested)


def on_postgres() -> int:
    """Services and pages once more, on the other database; without one this is said, and is nothing that failed."""
    server = os.environ.get("TEST_POSTGRES_URL", "postgres://postgres@127.0.0.1:5432/postgres")
    asked = ["pg_isready", "--quiet", "--dbname", server]
    if not shutil.which("pg_isready") or subprocess.run(asked, check=False).returncode:
        print("No PostgreSQL here, so services and pages were not run on it.")
        return 0
    url = urlsplit(server)._replace(path="/suites").geturl()
    return pytest("--numprocesses", "2", "--dist", "loadscope", *ON_POSTGRES, DATABASE_URL=url)


def fuzzed() -> int:
    """What came of it is told even where something was found: then `failed` says so."""
    with TemporaryDirectory() as there:
        told = Path(there) / "tests.xml"
        code = pytest("--numprocesses", "2", "--dist", "load", f"--junitxml={told}", *FUZZ)
        suite = ET.parse(told).getroot()[0] if told.exists() else ET.Element("testsuite")  # noqa: S314 -- our own file
    count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors")}
    cases = int(os.environ.get("CASES", "30"))
    tell(
        "fuzz",
        f"make fuzz CASES={cases}",
        cases=cases,
        tests=count["tests"],
        failed=count["failures"] + count["errors"],
        seconds=float(suite.get("time", "0")),
    )
    return code


def pytest(*arguments: str, **environment: str) -> int:
    return programme("-m", "pytest", *arguments, **{**KEEPS, **environment})


def compiled_beside(*arguments: str) -> subprocess.Popen[bytes]:
    """Whatever is tested, read and compiled once beside lint, which has one core: not by each worker for itself."""
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", "--collect-only", "--quiet", *arguments],
        cwd=ROOT,
        env={**os.environ, **KEEPS},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def programme(*arguments: str, **environment: str) -> int:
    return subprocess.run(
        [sys.executable, *arguments],
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


def offer_pooler() -> None:
    """PgBouncer in the same way; without it, what is proved behind one is skipped."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if not found and os.geteuid() == 0 and os.environ.get("CI") == "1":
        print("Installing PgBouncer from the system's packages.", flush=True)
        subprocess.run([*INSTALL, "pgbouncer"], check=False)


if __name__ == "__main__":
    main()
