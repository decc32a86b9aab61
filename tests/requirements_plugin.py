"""What a test needs beyond Python: skipped with the reason where it is missing, failed where REQUIREd.

`REQUIRE=chromium,node,pgbouncer,postgres,redis,vectors` makes each named thing a must: a test that lacks it
fails, and so does a run in which no test used it at all.
"""

from __future__ import annotations

import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
MARKS = {"browser": "chromium"}  # where the mark's name is not the requirement's
executed: Counter[str] = Counter()
skipped: Counter[str] = Counter()


def _answers(variable: str, default: str) -> bool:
    parts = urlsplit(os.environ.get(variable) or default)
    try:
        with socket.create_connection((parts.hostname, parts.port), timeout=2):
            return True
    except OSError:
        return False


def pooler() -> str | None:
    """Where PgBouncer is: Debian puts it where only an administrator looks."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")


def _vectors() -> bool:
    root = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("VECTORS_DIR") or root.parent / "shared" / "vectors")
    return folder.is_dir() and any(folder.iterdir())


PRESENT: dict[str, tuple[Callable[[], bool], str]] = {
    "chromium": (
        lambda: any(shutil.which(name) for name in BROWSERS),
        "no Chromium (Debian: sudo apt-get install chromium)",
    ),
    "node": (lambda: bool(shutil.which("node") and shutil.which("npm")), "no Node.js with npm"),
    "postgres": (
        lambda: _answers("TEST_POSTGRES_URL", "postgres://127.0.0.1:5432"),
        "no PostgreSQL at TEST_POSTGRES_URL or 127.0.0.1:5432",
    ),
    "pgbouncer": (
        lambda: bool(pooler()),
        "no PgBouncer (Debian: sudo apt-get install pgbouncer)",
    ),
    "redis": (
        lambda: _answers("TEST_REDIS_URL", "redis://127.0.0.1:6379"),
        "no Redis at TEST_REDIS_URL or 127.0.0.1:6379",
    ),
    "vectors": (_vectors, "no published test vectors in VECTORS_DIR"),
}
_found: dict[str, bool] = {}


def is_present(requirement: str) -> bool:
    if requirement not in _found:
        _found[requirement] = PRESENT[requirement][0]()
    return _found[requirement]


def required() -> set[str]:
    named = {part.strip() for part in os.environ.get("REQUIRE", "").split(",") if part.strip()}
    if unknown := named - PRESENT.keys():
        raise pytest.UsageError(
            f"REQUIRE names {', '.join(sorted(unknown))}, which nothing offers."
        )
    return named


def requirements_of(item: pytest.Item) -> list[str]:
    marks = {MARKS.get(mark.name, mark.name) for mark in item.iter_markers()}
    return sorted(marks & PRESENT.keys())


def pytest_configure() -> None:
    required()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for requirement in requirements_of(item):
        if is_present(requirement):
            continue
        reason = PRESENT[requirement][1]
        if requirement in required():
            pytest.fail(f"{requirement} is required and missing: {reason}", pytrace=False)
        pytest.skip(reason)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> pytest.TestReport:  # type: ignore[misc]  # -- a wrapper yields
    report: pytest.TestReport = yield
    # Through user_properties, because under xdist the test ran in another process than the summary.
    report.user_properties = [*report.user_properties, ("requirements", requirements_of(item))]
    return report


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    needs = dict(report.user_properties).get("requirements", [])
    if report.skipped:
        skipped.update(needs)
    elif report.when == "call":
        executed.update(needs)


def unused() -> list[str]:
    """Required, and yet no test ran with it: as bad as a failure, on a whole run."""
    return sorted(name for name in required() if not executed[name])


def _is_whole_run(session: pytest.Session) -> bool:
    config = session.config
    chosen = config.option.keyword or config.option.markexpr or config.option.collectonly
    return not chosen and config.args_source is not config.ArgsSource.ARGS


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if hasattr(session.config, "workerinput") or not _is_whole_run(session):
        return
    if unused() and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.section("requirements")
    for name in PRESENT:
        must = "required" if name in required() else "optional"
        line = f"{name:<9} {must}: {executed[name]} executed, {skipped[name]} skipped"
        terminalreporter.write_line(line)
    if unused():
        names = ", ".join(unused())
        terminalreporter.write_line(f"Required, and no test ran with it: {names}.", red=True)
