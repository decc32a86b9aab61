"""Kill workers while they work, and count what is left: the run, and the invariants after it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.support.prepared import lay_tables
from tests.support.processes import Processes, empty_folder
from tests.support.sink import Sink

MOST = 5
MOST_SECONDS = 75


REACTIONS = ("credentials.issue", "credentials.check", "credentials.letters.card")
POST = "tenants.letters.send"
# Where work is in hand: claimed, inside the transaction that does it, or sent and not yet closed.
UNFINISHED = (
    "claimed",
    *(f"{reaction}:before-commit" for reaction in REACTIONS),
    f"{POST}:sent",
)
# Done, and what follows from it is owed: the death of the worker may not lose that.
COMMITTED = tuple(f"{reaction}:committed" for reaction in REACTIONS)
STEPS = (*UNFINISHED, *COMMITTED)


@dataclass
class Outcome:
    """What a run left behind. Numbers are of approvals unless they say otherwise."""

    kills: Counter[str]
    deaths: int
    repeated_claims: int
    approvals: int
    without_credential: int
    doubled: int
    places_shared: int
    without_mail: int
    mails: int
    message_ids: int
    still_owed: int
    dead: int

    @property
    def lost(self) -> int:
        return max(self.without_credential, self.without_mail)


def run(
    folder: Path, *, steps: tuple[str, ...], plain: bool, environment: dict[str, str], calm: float
) -> Outcome:
    """Feed approvals, kill at every step, lose the broker and the mail server, then count."""
    log = folder / "killed"
    if "DATABASE_URL" not in environment:
        lay_tables(folder)
    with (
        Sink() as sink,
        Processes(
            folder,
            {
                "DJANGO_SETTINGS_MODULE": "tests.kills.settings",
                "CANONICAL_ORIGIN": "http://localhost:8600",
                "DEMO": "no",
                **sink.environment(),
                **environment,
            },
        ) as processes,
    ):
        if "DATABASE_URL" in environment:
            processes.manage("prepare")
        (folder / "broker").mkdir(exist_ok=True)
        (folder / "broker-control").mkdir(exist_ok=True)
        processes.worker(
            KILLPOINTS=",".join(f"{step}=0.8" for step in steps),
            KILLPOINTS_LOG=str(log),
            KILLPOINTS_MOST=str(MOST),
        )
        processes.start(
            "feeder", sys.executable, "-m", "tests.kills", "feed", "plain" if plain else "real"
        )
        _disturb(processes, sink, log, steps)
        (folder / "enough").touch()
        processes.running.pop("feeder").wait(timeout=30)
        _wait_until_settled(processes, sink, calm)
        counted = json.loads(_count(processes))
        arrived = Counter(str(mail["Message-ID"]) for mail in sink.kept)
        return Outcome(
            kills=_kills(log),
            deaths=processes.read("worker").count("signal 9 (SIGKILL)"),
            without_mail=counted["approvals"]
            - sum(identifier in arrived for identifier in counted["card_mails"]),
            mails=len(sink.kept),
            message_ids=len(arrived),
            **{name: counted[name] for name in COUNTED},
        )


COUNTED = (
    *("approvals", "without_credential", "doubled", "places_shared"),
    *("still_owed", "dead", "repeated_claims"),
)


def _kills(log: Path) -> Counter[str]:
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return Counter(line.rpartition(" ")[0] for line in lines)


def _disturb(processes: Processes, sink: Sink, log: Path, steps: tuple[str, ...]) -> None:
    """Until every step has its kills: empty the broker every second, send the mail server away."""
    until = time.monotonic() + MOST_SECONDS
    turn = 0
    while any(_kills(log)[step] < MOST for step in steps):
        turn += 1
        if time.monotonic() > until:
            raise AssertionError(f"too few kills: {_kills(log)}\n{processes.last_lines()}")
        time.sleep(0.5)
        if turn % 2 == 0:
            empty_broker(processes.environment, processes.folder)
        if turn % 8 == 3:
            sink.leave()
        if turn % 8 == 5:
            sink.come_back()
    sink.come_back()


def empty_broker(environment: dict[str, str], folder: Path) -> None:
    if url := environment.get("REDIS_URL"):
        subprocess.run(["redis-cli", "-u", url, "FLUSHDB"], check=True, capture_output=True)
    else:
        empty_folder(folder / "broker")


def _count(processes: Processes) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "count"],
        cwd=ROOT,
        env=processes.environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _wait_until_settled(processes: Processes, sink: Sink, calm: float) -> None:
    """Until nothing is owed, or nothing has moved for `calm` seconds."""
    last, since = "", time.monotonic()
    while time.monotonic() - since < calm:
        now = f"{_count(processes)}{len(sink.kept)}"
        if now != last:
            last, since = now, time.monotonic()
        elif '"still_owed": 0' in now and '"nothing_outstanding": true' in now:
            return
        time.sleep(0.3)
