"""Named steps at which a test may kill this process; nothing at all outside such a test.

`KILLPOINTS=step=0.01,other=1` with `KILLPOINTS_LOG=file` kills the process at that step with that
probability, after a line that says at which step work was claimed and unfinished. With
`KILLPOINTS_MOST=5` a step stops killing once that many lines name it.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path


def _armed(plan: str) -> Callable[[str], None]:
    odds = {
        step: float(chance) for step, _, chance in (part.partition("=") for part in plan.split(","))
    }
    log = os.environ.get("KILLPOINTS_LOG")
    most = int(os.environ.get("KILLPOINTS_MOST", "0"))

    def reach(step: str) -> None:
        if random.random() < odds.get(step, 0.0):  # noqa: S311 -- chance, not a secret
            if log and most and _told(log, step) >= most:
                return
            if log:
                with Path(log).open("a", encoding="utf-8") as file:
                    file.write(f"{step} {os.getpid()}\n")
            os.kill(os.getpid(), signal.SIGKILL)

    return reach


def _told(log: str, step: str) -> int:
    lines = Path(log).read_text(encoding="utf-8").splitlines() if Path(log).exists() else []
    return sum(line.rpartition(" ")[0] == step for line in lines)


def _nothing(step: str) -> None:
    """The step in ordinary life."""


_plan = os.environ.get("KILLPOINTS", "")
reach = _nothing if not _plan or os.environ.get("PRODUCTION") else _armed(_plan)
