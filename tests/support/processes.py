"""The portal as it runs for people: real processes, each in a session of its own, with its own log."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

import redis

from tests.architecture.tree import ROOT

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT", "VIRTUAL_ENV")
LAST_LINES = 30


class NotReadyError(AssertionError):
    """What was waited for did not come; carries the last lines of every log."""


class Processes:
    """Processes that end with the block, however it ends."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.environment = {
            **{name: os.environ[name] for name in INHERITED if name in os.environ},
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "DATA": str(folder),
            **environment,
        }
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nobody waits until they have tidied up: what they leave is thrown away with the folder."""
        for name in list(self.running):
            self.stop(name, signal.SIGKILL)

    def start(self, name: str, *command: str, **environment: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**self.environment, **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

    def manage(self, *arguments: str) -> str:
        """Run one command of manage.py to its end. Whoever lays tables has a role for it, as in earnest."""
        migrate = self.environment.get("MIGRATE_DATABASE_URL")
        lays = {"DATABASE_URL": migrate} if migrate and arguments[0] == "prepare" else {}
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **lays},
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    def signs(self) -> dict[str, str]:
        """What a process is told beside the rest that opens keys: in earnest it has a role for it."""
        url = self.environment.get("WORKER_DATABASE_URL")
        return {"DATABASE_URL": url} if url else {}

    def signer(self) -> None:
        """Beside a web server that may not see what is wrapped; where there are no roles, nobody is needed."""
        if asked := self.signs():
            where = self.folder / "signer.sock"
            command = (sys.executable, "manage.py", "signer", "--socket", str(where))
            self.start("signer", *command, **asked)
            self.wait_for("the signer", where.exists)

    def worker(self, *, concurrency: int = 2, name: str = "worker", **environment: str) -> None:
        self.start(
            name,
            *(sys.executable, "-m", "celery", "-A", "coopportal.celery", "worker"),
            *("--pool", "prefork", "--concurrency", str(concurrency), "--loglevel", "WARNING"),
            *("--without-gossip", "--without-mingle", "--hostname", f"{name}@test"),
            **{**self.signs(), **environment},
        )

    def beat(self) -> None:
        self.start("beat", sys.executable, "-m", "celery", "-A", "coopportal.clock", "beat")

    def web(self, port: int) -> None:
        self.start(
            "web",
            *(sys.executable, "-m", "gunicorn", "coopportal.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--threads", "4", "--access-logfile", "-"),
            **({"SIGNER_SOCKET": str(self.folder / "signer.sock")} if self.signs() else {}),
        )

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        process = self.running.pop(name)
        _signal_group(process, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=10)
        _signal_group(process, signal.SIGKILL)  # children that outlived their parent
        process.wait(timeout=10)

    def wait_for(self, what: str, ready: Callable[[], object], seconds: float = 30) -> None:
        """Wait until `ready()` is true; a process that ended meanwhile ends the waiting too."""
        until = time.monotonic() + seconds
        while not ready():
            gone = [name for name, process in self.running.items() if process.poll() is not None]
            if gone or time.monotonic() > until:
                why = f"{', '.join(gone)} ended" if gone else f"waited {seconds:.0f} s"
                raise NotReadyError(f"{what}: {why}\n{self.last_lines()}")
            time.sleep(0.05)

    def dumps(self) -> list[tuple[str, bytes]]:
        """What servers beside the folder keep: a dump of the database, and all that Redis holds."""
        found = []
        if url := self.environment.get("MIGRATE_DATABASE_URL"):
            told = subprocess.run(["pg_dump", "--inserts", url], capture_output=True, check=True)
            found.append(("pg_dump", told.stdout))
        if url := self.environment.get("REDIS_URL"):
            with contextlib.closing(redis.Redis.from_url(url)) as server:
                held = [(key, _value(server, key)) for key in server.scan_iter()]
                found.append(("redis", repr(held).encode() + b"".join(_flat(held))))
        return found

    def last_lines(self) -> str:
        return "\n".join(
            f"--- {log.name}\n"
            + "\n".join(log.read_text(errors="replace").splitlines()[-LAST_LINES:])
            for log in sorted(self.folder.glob("*.log"))
        )

    def read(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")


def _signal_group(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, how)


def empty_folder(folder: Path) -> None:
    """What a broker loses when its disk is lost: everything in it."""
    for path in folder.glob("*"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _value(server: Any, key: bytes) -> Any:
    """As it was put there: a dump of Redis's own packs it."""
    reads = {
        b"string": server.get,
        b"hash": server.hgetall,
        b"list": lambda name: server.lrange(name, 0, -1),
        b"set": server.smembers,
        b"zset": lambda name: server.zrange(name, 0, -1),
        b"stream": server.xrange,
    }
    return reads[server.type(key)](key)


def _flat(held: Any) -> Iterator[bytes]:
    if isinstance(held, bytes):
        yield held
    elif isinstance(held, dict):
        yield from _flat(list(held.items()))
    elif isinstance(held, list | tuple | set):
        for each in held:
            yield from _flat(each)
