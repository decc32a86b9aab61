"""Several processes in one foreground group: their lines with a name in front, one end for all."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass, field
from types import FrameType

KEPT_LINES = 15
PATIENCE = 12.0  # seconds a process has to finish its work after being asked to stop
QUICK_DEATHS = 5  # deaths within a minute after which restarting is no help


class ChildFailedError(RuntimeError):
    """A process that the portal cannot do without has ended and does not come back."""

    def __init__(self, child: Child) -> None:
        super().__init__(child.name)
        self.child = child


@dataclass
class Child:
    """One process, and what it said last."""

    name: str
    command: list[str]
    restarts: bool = False
    environment: dict[str, str] = field(default_factory=dict)  # beside what all share
    process: subprocess.Popen[str] | None = None
    last: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))
    deaths: list[float] = field(default_factory=list)


class Supervisor:
    """Starts children in order, restarts those that may, and stops all together."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.children: list[Child] = []
        self.stopping = threading.Event()
        self._readers: list[threading.Thread] = []
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping.set()

    def start(self, child: Child) -> None:
        if child not in self.children:
            self.children.append(child)
        # A group of its own: Ctrl-C reaches the supervisor alone, which then stops all in order.
        child.process = subprocess.Popen(
            child.command,
            env={**self.environment, **child.environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
        )
        reader = threading.Thread(target=self._read, args=(child, child.process), daemon=True)
        reader.start()
        self._readers.append(reader)

    def _read(self, child: Child, process: subprocess.Popen[str]) -> None:
        for line in process.stdout or ():
            child.last.append(line.rstrip())
            print(f"{child.name:<6} | {line.rstrip()}", flush=True)

    def look(self) -> None:
        """Restart what has died and may be restarted; raise for what may not."""
        for child in self.children:
            if self.stopping.is_set() or child.process is None or child.process.poll() is None:
                continue
            now = time.monotonic()
            child.deaths = [death for death in child.deaths if now - death < 60] + [now]  # noqa: PLR2004 -- a minute
            if not child.restarts or len(child.deaths) >= QUICK_DEATHS:
                raise ChildFailedError(child)
            _signal_group(child.process, signal.SIGKILL)  # what the dead one left behind
            print(f"{child.name:<6} | ended ({child.process.returncode}); starting it again.")
            self.start(child)

    def stop(self) -> None:
        """Ask all to finish, last started first; then insist."""
        self.stopping.set()
        alive = [child for child in reversed(self.children) if child.process]
        for child in alive:
            if child.process and child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for child in alive:
            process = child.process
            if process is None:
                continue
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                print(f"{child.name:<6} | did not finish in time and is ended.")
            _signal_group(process, signal.SIGKILL)
            process.wait()
        for reader in self._readers:
            reader.join(1)


def _signal_group(process: subprocess.Popen[str], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def report(error: ChildFailedError, remedy: str) -> None:
    """The last thing shown: what the process said last, and what to do."""
    child = error.child
    code = child.process.returncode if child.process else None
    print(
        f"\nThe {child.name} process could not keep running (exit {code}). It said last:\n",
        file=sys.stderr,
    )
    print(*(f"    {line}" for line in child.last or ["(nothing)"]), sep="\n", file=sys.stderr)
    print(f"\n{remedy}", file=sys.stderr)
