"""Named steps at which a test may kill this process; nothing at all outside such a test, and never in production.

`KILLPOINTS=step=0.4*6,other=1` with `KILLPOINTS_LOG=file` kills the process at that step with that probability, after
a line that says where it was, until six lines name the step.
"""

from __future__ import annotations

import os
import random
import signal
from collections.abc import Callable
from pathlib import Path


def _armed(plan: str, log: str) -> Callable[[str], None]:
    odds: dict[str, tuple[float, int]] = {}
    for part in plan.split(","):
        step, _, said = part.partition("=")
        chance, _, most = said.partition("*")
        odds[step] = (float(chance), int(most or "0"))

    def reach(step: str) -> None:
        chance, most = odds.get(step, (0.0, 0))
        if random.random() >= chance:  # noqa: S311 -- chance, not a secret
            return
        if log:
            if most and _told(log, step) >= most:
                return
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
reach = (
    _nothing
    if not _plan or os.environ.get("PRODUCTION")
    else _armed(_plan, os.environ.get("KILLPOINTS_LOG", ""))
)
