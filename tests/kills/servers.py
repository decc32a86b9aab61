"""A PostgreSQL cluster and a Redis of our own, to be stopped in the hardest way; nobody else's are touched."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.support.sink import free_port

POSTGRES_USER = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    # A process is killed here, never the machine: what it has handed to the system is not lost.
    "fsync": "off",
    "max_connections": "60",
    "log_min_messages": "error",
}


def why_not() -> str | None:
    """Why there are none here, or nothing."""
    if _binaries() is None:
        return "no initdb and pg_ctl on this machine"
    return None if shutil.which("redis-server") else "no redis-server on this machine"


def _binaries() -> Path | None:
    places = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]
    if found := shutil.which("pg_ctl"):
        places.insert(0, Path(found).resolve().parent)
    return next((each for each in places if (each / "initdb").exists()), None)


class Cluster:
    """One with an empty database; PostgreSQL refuses to run as root, so it runs as its own user then."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.stops = 0
        binaries = _binaries()
        assert binaries is not None
        self._binaries = binaries

    def make(self) -> None:
        if os.geteuid() == 0:
            owner = pwd.getpwnam(POSTGRES_USER)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        data = str(self.folder / "data")
        self._run("initdb", "--no-sync", "--auth=trust", f"--username={POSTGRES_USER}", data)
        with (self.folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
            file.write(f"port = {self.port}\n")
        self.start()

    def start(self) -> None:
        log = str(self.folder / "server.log")
        self._run("pg_ctl", "--pgdata", str(self.folder / "data"), "-w", "-l", log, "start")

    def stop(self) -> None:
        """Every connection is cut, nothing is written back: it recovers from its log at the next start."""
        data = str(self.folder / "data")
        self._run("pg_ctl", "--pgdata", data, "-w", "-m", "immediate", "stop")
        self.stops += 1

    def url(self, role: str = POSTGRES_USER) -> str:
        """For its administrator, or for one of the portal's roles; nobody is asked for a password."""
        return f"postgres://{role}@127.0.0.1:{self.port}/{POSTGRES_USER}"

    def _run(self, name: str, *arguments: str) -> None:
        become = ["runuser", "-u", POSTGRES_USER, "--"] if os.geteuid() == 0 else []
        subprocess.run(
            [*become, str(self._binaries / name), *arguments],
            check=True,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=60,
        )


class Broker:
    """A Redis that keeps nothing: killed, it has forgotten everything."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.kills = 0
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < until, "Redis does not start"
            time.sleep(0.05)

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=10)
            self.kills += 1

    def flush(self) -> None:
        with redis.Redis(port=self.port) as client:
            client.flushall()

    def _answers(self) -> bool:
        with redis.Redis(port=self.port, socket_connect_timeout=1) as client:
            try:
                return bool(client.ping())
            except redis.ConnectionError:
                return False


@contextmanager
def own_servers() -> Iterator[tuple[Cluster, Broker]]:
    with tempfile.TemporaryDirectory(
        prefix="coopportal-crash-", ignore_cleanup_errors=True
    ) as made:
        folder = Path(made)
        folder.chmod(0o755)
        (folder / "cluster").mkdir()
        cluster, broker = Cluster(folder / "cluster"), Broker(folder)
        try:
            cluster.make()
            broker.start()
            yield cluster, broker
        finally:
            broker.kill()
            cluster.stop()
