"""What goes wrong besides: groups of processes killed, servers killed and emptied, mail away or slow."""

from __future__ import annotations

import signal
import time

from tests.kills.owed import Ledger
from tests.kills.servers import Broker, Cluster
from tests.support.processes import Processes, empty_folder
from tests.support.sink import Sink

PAUSE = 0.2
KILLS_A_GROUP = 50  # one whole worker for so many kills, and as many of each server
CONCURRENCY = 2
# Turns of a circle in which the mail server is away, then slow, then as ever.
CIRCLE, LEAVES, COMES, SLOWS, HURRIES = 30, 6, 10, 16, 24
SLOW = 0.3  # seconds for a mail


class Disturbing:
    def __init__(
        self,
        processes: Processes,
        sink: Sink,
        ledger: Ledger,
        own: tuple[Cluster, Broker] | None,
        kills: int,
    ) -> None:
        self._processes, self._sink, self._ledger, self._own = processes, sink, ledger, own
        self._each = max(1, kills // KILLS_A_GROUP) if kills else 0
        self._turn = 0
        self.groups = self.groups_at_work = self.flushes = 0

    @property
    def is_wanted(self) -> bool:
        """Whether something is yet to be done as often as it must be."""
        servers = self._own is not None and min(self._own[0].stops, self._own[1].kills) < self._each
        return self.groups_at_work < self._each or servers

    @property
    def killed_in_groups(self) -> int:
        return self.groups * (CONCURRENCY + 1)

    @property
    def told(self) -> dict[str, int]:
        found = {"broker_emptied": self.flushes}
        if self._own is not None:
            found |= {"postgres_stopped": self._own[0].stops, "redis_killed": self._own[1].kills}
        return found

    def once(self) -> None:
        """One turn, a fifth of a second."""
        time.sleep(PAUSE)
        self._turn += 1
        self._mail(self._turn % CIRCLE)
        if self._turn % 5 == 0:
            self._empty_broker()
        if self._turn % 40 == 20 and self.groups_at_work < self._each:
            self._kill_group(("one", "two")[self.groups % 2])
        if self._own is not None:
            self._stop_servers(*self._own)

    def end(self) -> None:
        self._sink.delay = 0
        self._sink.come_back()

    def _mail(self, turn: int) -> None:
        if turn == LEAVES:
            self._sink.leave()
        elif turn == COMES:
            self._sink.come_back()
        elif turn in {SLOWS, HURRIES}:
            self._sink.delay = SLOW if turn == SLOWS else 0

    def _empty_broker(self) -> None:
        self.flushes += 1
        if self._own is not None:
            self._own[1].flush()
        else:
            empty_folder(self._processes.folder / "broker")

    def _kill_group(self, name: str) -> None:
        """The parent and its children at once, while somebody is at work if that can be seen within a second."""
        until = time.monotonic() + 1
        while not (claimed := self._ledger.claimed()) and time.monotonic() < until:
            time.sleep(0.01)
        self._processes.stop(name, signal.SIGKILL)
        self.groups += 1
        self.groups_at_work += claimed > 0
        self._processes.worker(name=name)

    def _stop_servers(self, cluster: Cluster, broker: Broker) -> None:
        if self._turn % 40 == 30 and broker.kills < self._each:
            broker.kill()
            time.sleep(PAUSE)
            broker.start()
        if self._turn % 40 == 10 and cluster.stops < self._each:
            cluster.stop()
            time.sleep(PAUSE)
            cluster.start()
