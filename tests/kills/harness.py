"""Kill processes while they work, take their servers away, and look at what is left: one run."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.architecture.tree import ROOT
from tests.kills import servers, steps
from tests.kills.disturbing import CONCURRENCY, Disturbing
from tests.kills.owed import Ledger
from tests.support.prepared import lay_tables
from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, SERVERS
from tests.support.sink import Sink

CALM = 25.0  # seconds in which nothing has moved, after which nothing will
CALM_OF_NAIVE = 3.0
SECONDS_A_KILL = 8.0  # at most, on a machine that does much else; it is a net and no promise
WORKERS = ("one", "two")
NAIVE = "naive"
ROLES = "crash"


@dataclass
class Outcome:
    """What a run did and what it left behind."""

    setup: str
    kills: Counter[str]
    groups: int
    groups_at_work: int
    servers: dict[str, int]
    crashes: int
    claims_again: int
    seconds: float
    overtaken: int = 0
    wrong: dict[str, list[str]] = field(default_factory=dict)
    examined: Counter[str] = field(default_factory=Counter)
    broken: int = 0

    @property
    def counted(self) -> int:
        """Kills with work claimed and unfinished."""
        return sum(self.kills[step] for step in steps.UNFINISHED) + self.groups_at_work

    @property
    def lost(self) -> int:
        """What the invariants found: an act that broke is a defect, and no loss."""
        return sum(map(len, self.wrong.values()))

    @property
    def violations(self) -> int:
        return self.lost + self.broken

    @property
    def cut_off_after_a_mail(self) -> int:
        """How often, at most, a mail had left and its letter could not be marked: a death right there, each child of a
        group that was killed, each child of all workers when the database went away, and each that was so slow
        that its lease was over and another had begun."""
        stops = self.servers.get("postgres_stopped", 0)
        children = CONCURRENCY * (self.groups + stops * len(WORKERS))
        return sum(self.kills[step] for step in steps.MAILED) + children + self.overtaken


def run(folder: Path, setup: str, kills: int) -> Outcome:
    """`setup` is one of the two that people run, or `naive`, which is a plain `delay()` on SQLite."""
    begun = time.monotonic()
    with _environment(folder, setup) as (environment, own), Sink() as sink:
        settings = {
            "DJANGO_SETTINGS_MODULE": "tests.kills.settings",
            "CANONICAL_ORIGIN": "http://localhost:8600",
            "DEMO": "no",
            **sink.environment(),
            **environment,
        }
        with Processes(folder, settings) as processes:
            if own is not None:
                _lay(processes, own[0])
            outcome = _run(processes, sink, setup, kills, own)
    outcome.seconds = time.monotonic() - begun
    return outcome


def _overtaken(folder: Path) -> int:
    """Letters whose sender said that its lease was over, as happens on a machine that does much else."""
    told = f"{steps.POST} took longer than its lease"
    return sum((folder / f"{name}.log").read_text(errors="replace").count(told) for name in WORKERS)


@contextmanager
def _environment(
    folder: Path, setup: str
) -> Iterator[tuple[dict[str, str], tuple[servers.Cluster, servers.Broker] | None]]:
    if setup == SERVERS:
        with servers.own_servers() as own:
            yield {"DATABASE_URL": own[0].url(), "REDIS_URL": own[1].url}, own
        return
    assert setup in {EMBEDDED, NAIVE}
    lay_tables(folder)
    for name in ("broker", "broker-control"):
        (folder / name).mkdir(exist_ok=True)
    yield {}, None


def _run(
    processes: Processes,
    sink: Sink,
    setup: str,
    kills: int,
    own: tuple[servers.Cluster, servers.Broker] | None,
) -> Outcome:
    naive = setup == NAIVE
    wanted = steps.wanted(kills, naive=naive)
    log = processes.folder / "killed"
    armed = {"KILLPOINTS": steps.plan(wanted), "KILLPOINTS_LOG": str(log)}
    processes.environment.update(armed)
    way = "plain" if naive else "real"
    for name in WORKERS:
        processes.worker(name=name)
    # Who acts also rotates keys, which a portal in earnest leaves to its worker.
    acting = (sys.executable, "-m", "tests.kills", "feed", way)
    processes.start("feeder", *acting, **processes.signs())
    ledger = Ledger(processes.environment, processes.folder)
    disturbing = Disturbing(processes, sink, ledger, own, 0 if naive else kills)
    until = time.monotonic() + 120 + SECONDS_A_KILL * kills
    while missing := _missing(log, wanted) or disturbing.is_wanted:
        gone = processes.running["feeder"].poll() is not None
        if gone or time.monotonic() > until:
            why = "nobody acts any more" if gone else "too few kills"
            raise AssertionError(f"{why}: {missing}\n{processes.last_lines()}")
        disturbing.once()
    disturbing.end()
    (processes.folder / "enough").touch()
    assert processes.running.pop("feeder").wait(timeout=60) == 0, processes.last_lines()
    ledger.wait_until_settled(sink, CALM_OF_NAIVE if naive else CALM)
    outcome = Outcome(
        setup=setup,
        kills=_kills(log),
        groups=disturbing.groups,
        groups_at_work=disturbing.groups_at_work,
        servers=disturbing.told,
        # Each process of a group may have been sending.
        crashes=sum(_kills(log).values()) + disturbing.killed_in_groups,
        claims_again=ledger.claims_again(),
        seconds=0.0,
    )
    for name in WORKERS:
        processes.stop(name)
    outcome.overtaken = _overtaken(processes.folder)
    if own is not None:
        processes.environment["DATABASE_URL"] = own[0].url()  # who sees all co-ops at once
    _examine(processes, sink, way, outcome)
    return outcome


def _lay(processes: Processes, cluster: servers.Cluster) -> None:
    """With the roles of a portal in earnest, so that nobody in it may more than there."""
    processes.manage("database_roles", "--apply", "--prefix", ROLES)
    processes.environment["DATABASE_URL"] = cluster.url(f"{ROLES}_migrate")
    processes.manage("prepare")
    processes.environment["DATABASE_URL"] = cluster.url(f"{ROLES}_app")
    processes.environment["WORKER_DATABASE_URL"] = cluster.url(f"{ROLES}_signer")


def _kills(log: Path) -> Counter[str]:
    lines = log.read_text(encoding="utf-8").splitlines() if log.exists() else []
    return Counter(line.rpartition(" ")[0] for line in lines)


def _missing(log: Path, wanted: dict[str, int]) -> dict[str, int]:
    there = _kills(log)
    return {step: most - there[step] for step, most in wanted.items() if there[step] < most}


def _examine(processes: Processes, sink: Sink, way: str, outcome: Outcome) -> None:
    arrived = Counter(str(message["Message-ID"]) for message in sink.kept)
    (processes.folder / "arrived.json").write_text(json.dumps(arrived))
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", "examine", way, str(outcome.cut_off_after_a_mail)],
        cwd=ROOT,
        env={**processes.environment, "KILLPOINTS": ""},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout)
    outcome.wrong = told["wrong"]
    outcome.examined = Counter(told["examined"])
    outcome.broken = told["broken"]
