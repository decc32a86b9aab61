"""`make run`: prepare the data folder, start web server, worker and beat, say where the portal is."""

from __future__ import annotations

import fcntl
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from supervisor import Child, ChildFailedError, Supervisor, report

ROOT = Path(__file__).resolve().parent.parent
FIRST_PORT = 8000
PORTS_TRIED = 50
READY_WITHIN = 120.0
BEHIND = "outbox:"
OTHERS = ("MIGRATE_DATABASE_URL", "WORKER_DATABASE_URL")
REMEDY = (
    "Remedy: read the lines above; if they name a file in the data folder, check its rights and the\n"
    "free disk space. `make run` tries again and keeps the data; `make reset` starts over without it."
)


def main() -> None:
    began = time.monotonic()
    data = Path(os.environ.get("DATA") or ROOT / "var").resolve()
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _only_one(data):
        port, new = choose_port(data)
        environment = describe(data, port)
        print(
            f"Preparing {_short(data)}" + (" (the first time, about a minute)." if new else "."),
            flush=True,
        )
        if subprocess.run(
            [sys.executable, "manage.py", "prepare"],
            cwd=ROOT,
            env={**environment, **database_of("MIGRATE")},
            check=False,
        ).returncode:
            sys.exit(
                "The data folder could not be prepared; the reason is above. `make run` tries again."
            )
        sys.exit(serve(data, port, environment, began))


@contextmanager
def _only_one(data: Path) -> Iterator[None]:
    with (data / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.exit(
                f"A portal is already running on {data}. Stop it with Ctrl-C, "
                "or start a second one beside it: make run DATA=./var2"
            )
        yield


def choose_port(data: Path) -> tuple[int, bool]:
    """The port, and whether the data is new. The origin is fixed the first time, port included."""
    wanted = os.environ.get("PORT", "")
    if wanted and not (wanted.isdigit() and 0 < int(wanted) < 2**16):
        sys.exit(f"PORT={wanted} is not a port number.")
    kept = data / "origin"
    if kept.exists():
        return _port_of_old_data(kept, wanted), False
    first = int(wanted or FIRST_PORT)
    port = next((each for each in range(first, first + PORTS_TRIED) if _is_free(each)), None)
    if port is None:
        sys.exit(
            f"Ports {first} to {first + PORTS_TRIED - 1} are all taken. Name a free one: PORT=9000"
        )
    if port != first:
        print(f"Port {first} is taken, so this portal uses {port}.")
    origin = os.environ.get("CANONICAL_ORIGIN") or f"http://{_host_name()}:{port}"
    draft = data / "origin.new"
    draft.write_text(origin, encoding="utf-8")
    (data / "port").write_text(str(port), encoding="utf-8")
    draft.replace(kept)
    return port, True


def _port_of_old_data(kept: Path, wanted: str) -> int:
    origin = kept.read_text(encoding="utf-8").strip()
    file = kept.with_name("port")
    if file.exists():
        old = int(file.read_text(encoding="utf-8"))
    elif origin.startswith(
        "https://"
    ):  # put back from a backup: the address is that of the proxy before it
        old = int(wanted or FIRST_PORT)
    else:
        old = urlsplit(origin).port or FIRST_PORT
    if wanted and int(wanted) != old:
        sys.exit(
            f"This data was opened as {origin}, and cards and mails carry that address, so its port "
            f"stays {old}. Leave PORT out, or use another folder: make run PORT={wanted} DATA=./var2"
        )
    if not _is_free(old):
        sys.exit(
            f"Port {old} is taken by another program, and this data was opened as {origin}: cards and "
            f"mails carry that address. Stop the other program (it shows with: ss -ltnp 'sport = :{old}') "
            "or use another folder: make run DATA=./var2"
        )
    return old


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_bind_address(), port))
        except OSError:
            return False
    return True


def _on_the_network() -> bool:
    return os.environ.get("HOST", "") == "lan"


def _bind_address() -> str:
    return "0.0.0.0" if _on_the_network() else "127.0.0.1"  # noqa: S104 -- asked for by name, and said aloud


def _host_name() -> str:
    return (
        f"{socket.gethostname().split('.')[0].lower()}.local" if _on_the_network() else "localhost"
    )


def describe(data: Path, port: int) -> dict[str, str]:
    """The children's environment. HOST, PORT and DATA are ours; what else is set passes through."""
    extra = [os.environ.get("EXTRA_HOSTS", ""), "127.0.0.1", "localhost"]
    if _on_the_network():
        extra.append(_host_name())
        print(
            f"HOST=lan: everybody on this network can reach the portal at port {port}, demo sign-ins included."
        )
    # What others sign in with stays with this process, which hands each its own.
    shared = {name: value for name, value in os.environ.items() if name not in OTHERS}
    quiet = "ignore:You're running the worker with superuser" if os.geteuid() == 0 else ""
    return {
        "PYTHONWARNINGS": quiet,
        **shared,
        "DATA": str(data),
        "EXTRA_HOSTS": ",".join(filter(None, extra)),
        "DJANGO_SETTINGS_MODULE": "coopportal.settings",
        "PYTHONUNBUFFERED": "1",
        "PYTHONPATH": str(ROOT),
    }


def database_of(who: str) -> dict[str, str]:
    """The database as somebody with other rights signs in to it: whoever lays tables, or the worker, which signs."""
    url = os.environ.get(f"{who}_DATABASE_URL", "")
    return {"DATABASE_URL": url} if url else {}


def signing(data: Path) -> tuple[dict[str, str], list[Child]]:
    """A web server that may not see private halves has somebody beside it who signs: told where, and started."""
    asked = database_of("WORKER")
    if not asked:
        return {}, []
    where = {"SIGNER_SOCKET": str(data / "signer.sock")}
    command = [sys.executable, "manage.py", "signer", "--socket", where["SIGNER_SOCKET"]]
    return where, [Child("signer", command, restarts=True, environment=asked)]


def children(data: Path, port: int) -> list[Child]:
    python = sys.executable
    celery = [python, "-m", "celery", "--quiet", "--workdir", str(ROOT), "--app"]
    web = [python, "-m", "gunicorn", "coopportal.wsgi", "--bind", f"{_bind_address()}:{port}"]
    web += ["--workers", os.environ.get("WEB_WORKERS") or "1"]
    web += ["--worker-class", "gthread", "--threads", "4"]
    web += [
        "--chdir",
        str(ROOT),
        "--log-level",
        "warning",
        "--graceful-timeout",
        "8",
        "--no-control-socket",
    ]
    work = [
        *celery,
        "coopportal",
        "worker",
        "--loglevel",
        "WARNING",
        "--without-gossip",
        "--without-mingle",
    ]
    work += ["--concurrency", os.environ.get("WORKERS") or "1", "--hostname", f"worker-{port}@%h"]
    beat = [
        *celery,
        "coopportal.clock",
        "beat",
        "--loglevel",
        "WARNING",
        "--pidfile",
        "",
        "--schedule",
        str(data / "beat-schedule"),
    ]
    apart, signer = signing(data)
    return [
        *signer,
        Child("web", web, environment=apart),
        Child("worker", work, restarts=True, environment=database_of("WORKER")),
        Child("beat", beat, restarts=True),
    ]


def serve(data: Path, port: int, environment: dict[str, str], began: float) -> int:
    supervisor = Supervisor(environment)
    try:
        for child in children(data, port):
            supervisor.start(child)
        if _wait_until_ready(supervisor, port):
            _say_where(data, time.monotonic() - began)
        while not supervisor.stopping.wait(0.5):
            supervisor.look()
    except ChildFailedError as error:
        supervisor.stop()
        report(error, REMEDY)
        return 1
    except TimeoutError as error:
        supervisor.stop()
        print(
            f"\nThe portal did not become ready within {READY_WITHIN:.0f} s:\n{error}\n{REMEDY}",
            file=sys.stderr,
        )
        return 1
    print("\nStopping…", flush=True)
    supervisor.stop()
    print("Stopped. The data is kept; `make run` goes on with it.")
    return 0


def _wait_until_ready(supervisor: Supervisor, port: int) -> bool:
    """True when ready, False when asked to stop meanwhile."""
    deadline = time.monotonic() + READY_WITHIN
    answer = "it did not answer at all."
    request = urllib.request.Request(f"http://127.0.0.1:{port}/readyz")
    if os.environ.get("BEHIND_TLS_PROXY"):
        request.add_header("X-Forwarded-Proto", "https")
    while time.monotonic() < deadline:
        supervisor.look()
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310 -- our own process on this machine
                return True
        except urllib.error.HTTPError as error:
            answer = error.read(4000).decode(errors="replace")
            if behind := _only_behind(answer):
                print(f"Not all is done yet, and visitors need not wait for it: {behind}")
                return True
        except OSError:
            pass
        if supervisor.stopping.wait(0.3):
            return False
    raise TimeoutError(answer)


def _only_behind(answer: str) -> str:
    """What /readyz says of old work, where nothing else is wrong: a mail server that is away keeps no portal closed."""
    wrong = [line for line in answer.splitlines() if line.startswith("NOT ")]
    return wrong[0].removeprefix("NOT ") if [line.split()[1] for line in wrong] == [BEHIND] else ""


def _say_where(data: Path, seconds: float) -> None:
    origin = (data / "origin").read_text(encoding="utf-8").strip()
    demo = (data / "demo").exists()
    start = "            (choose who you are: /demo/)" if demo else ""
    print(f"\nReady in {seconds:.0f} s.\n")
    print(f"Portal      {origin}{start}")
    mail = "" if os.environ.get("PRODUCTION") else f"      Mail  {origin}/dev/mail/"
    print(f"Check cards {origin}/verify/{mail}")
    setup = data / "setup-link"
    if not demo and setup.exists():
        print(f"Set up      {setup.read_text(encoding='utf-8').strip()}   (works once)")
    print(f"Stop with Ctrl-C. Data in {_short(data)}. Start over: make reset\n", flush=True)


def _short(data: Path) -> str:
    return f"./{data.relative_to(ROOT)}" if data.is_relative_to(ROOT) else str(data)


if __name__ == "__main__":
    main()
