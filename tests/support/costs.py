"""What tests cost in processor time, whatever else the machine does: `pytest -p tests.support.costs` tells at the end.

By module, by fixture and by test: what this process took, and what all that it started took, browsers and servers
among it, while they live and when they have ended. `COSTS=100` tells of as many of each as that.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

TICKS = os.sysconf("SC_CLK_TCK")
TIMES = slice(
    11, 15
)  # of /proc/PID/stat behind the name: its own, and those of children that ended


@dataclass
class Cost:
    own: float = 0.0
    others: float = 0.0
    times: int = 0

    def add(self, more: Cost) -> None:
        self.own += more.own
        self.others += more.others
        self.times += 1

    def less(self, other: Cost) -> Cost:
        return Cost(self.own - other.own, self.others - other.others)


Book = defaultdict[str, Cost]
by_module: Book = defaultdict(Cost)
by_fixture: Book = defaultdict(Cost)
by_test: Book = defaultdict(Cost)
_within: list[Cost] = []  # what fixtures have taken that another one has asked for


def spent() -> Cost:
    times = os.times()
    ended = times.children_user + times.children_system
    return Cost(time.process_time(), ended + _living(os.getpid()))


def _living(process: int | str) -> float:
    """Of all below a process, Linux alone tells."""
    total = 0.0
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        for child in _read(children).split():
            total += _of(child) + _living(child)
    return total


def _of(process: str) -> float:
    behind = _read(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
    return sum(int(each) for each in behind[TIMES]) / TICKS


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:  # it has just ended
        return ""


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    began = spent()
    answer = yield
    cost = spent().less(began)
    by_test[item.nodeid].add(cost)
    by_module[item.nodeid.partition("::")[0]].add(cost)
    return answer


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    began = spent()
    _within.append(Cost())
    try:
        return (yield)
    finally:
        cost, inner = spent().less(began), _within.pop()
        by_fixture[f"{fixturedef.baseid}::{fixturedef.argname}"].add(cost.less(inner))
        if _within:
            _within[-1].add(cost)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    most = int(os.environ.get("COSTS", "60"))
    for title, book in {"module": by_module, "fixture": by_fixture, "test": by_test}.items():
        own = sum(each.own for each in book.values())
        others = sum(each.others for each in book.values())
        terminalreporter.section(f"processor by {title}: {own:.0f} s here, {others:.0f} s beside")
        dearest = sorted(book.items(), key=lambda row: -row[1].own - row[1].others)
        for name, cost in dearest[:most]:
            line = f"{cost.own:8.2f} {cost.others:8.2f} {cost.times:6d}  {name}"
            terminalreporter.write_line(line)
