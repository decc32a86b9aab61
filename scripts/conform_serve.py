"""`make conform-serve`: a portal over https on this machine alone, with issuers that sign for any suite that asks.

Its data is a folder of its own, thrown away at the end; its certificate is made anew each time. The routes for
suites are in no other portal: they are in settings that nothing else uses and production refuses.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from front import TlsFront

ROOT = Path(__file__).resolve().parent.parent
PORT = 8443
READY_WITHIN = 60.0


def main() -> None:
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    with tempfile.TemporaryDirectory(prefix="coopportal-conform-") as folder:
        serve(Path(folder), int(os.environ.get("PORT") or PORT), stopping)


def serve(folder: Path, port: int, stopping: threading.Event) -> None:
    inner = _free_port()
    with TlsFront(folder, inner=inner, port=port) as front:
        environment = {
            **os.environ,
            "DATA": str(folder),
            "CANONICAL_ORIGIN": front.origin,
            "BEHIND_TLS_PROXY": "yes",
            "DEMO": "no",
            "PRODUCTION": "",
            "DJANGO_SETTINGS_MODULE": "coopportal.conform.settings",
            "PYTHONPATH": str(ROOT),
            "LOG_LEVEL": "ERROR",
        }
        print("Preparing (half a minute).", flush=True)
        _manage(environment, "prepare")
        described = _manage(environment, "conform")
        web = subprocess.Popen(_web(inner), cwd=ROOT, env=environment, start_new_session=True)
        try:
            _wait_for(inner, web)
            print(described, flush=True)
            print(f"\nThe portal is at {front.origin}, and its authority in {front.authority}.")
            print("Ready. Stop it with Ctrl-C.", flush=True)
            while not stopping.wait(0.5) and web.poll() is None:
                pass
        finally:
            web.terminate()
            web.wait(20)


def _manage(environment: dict[str, str], *command: str) -> str:
    told = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        sys.exit(told.stderr[-2000:])
    return told.stdout.strip()


def _web(inner: int) -> list[str]:
    kind = ["--worker-class", "gthread", "--threads", "4", "--log-level", "warning"]
    place = ["--bind", f"127.0.0.1:{inner}", "--chdir", str(ROOT), "--no-control-socket"]
    return [sys.executable, "-m", "gunicorn", "coopportal.wsgi", *kind, *place]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait_for(inner: int, web: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and web.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", inner), timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit("The portal did not start.")


if __name__ == "__main__":
    main()
