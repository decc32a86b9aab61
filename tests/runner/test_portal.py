"""The supervisor itself, as a person meets it: started, asked twice, stopped, broken."""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
READY_WITHIN = 120
CLEARED = ("CANONICAL_ORIGIN", "DATABASE_URL", "REDIS_URL", "EXTRA_HOSTS", "PRODUCTION", "HOST")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Run:
    """One `make run`, without make."""

    def __init__(self, data: Path, **settings: str) -> None:
        kept = {name: value for name, value in os.environ.items() if name not in CLEARED}
        self.output = data.parent / f"output-{time.monotonic_ns()}"
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "scripts/portal.py"],
                cwd=ROOT,
                env={**kept, "DATA": str(data), "DEMO": "no", "PYTHONUNBUFFERED": "1", **settings},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def text(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str) -> None:
        deadline = time.monotonic() + READY_WITHIN
        while text not in self.text:
            assert self.process.poll() is None, self.text
            assert time.monotonic() < deadline, self.text
            time.sleep(0.1)

    def stop(self, number: int = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return tmp_path_factory.mktemp("portal") / "data"


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture
def running(data, port):
    run = Run(data, **({} if (data / "origin").exists() else {"PORT": str(port)}))
    try:
        run.wait_for("Stop with Ctrl-C.")
        yield run
    finally:
        if run.process.poll() is None:
            run.stop()


def get(port: int, path: str):
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Accept": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read()


def group_is_gone(port: int) -> bool:
    found = subprocess.run(["pgrep", "-f", f"worker-{port}@"], check=False, capture_output=True)
    return found.returncode == 1


def test_portal_starts_says_where_it_is_and_ends_whole_on_ctrl_c(running, data, port):
    ready = json.loads(get(port, "/readyz"))
    text = running.text

    assert ready["ready"] is True
    assert set(ready["checks"]) == {
        *("database", "migrations", "walls", "broker", "worker", "keys", "outbox", "outbound"),
        "backup",
    }
    assert get(port, "/healthz") == b"ok\n"
    assert f"Portal      http://localhost:{port}\n" in text
    assert f"Mail  http://localhost:{port}/dev/mail/" in text
    assert (data / "origin").read_text() == f"http://localhost:{port}"
    assert running.stop() == 0
    assert running.text.splitlines()[-1].startswith("Stopped.")
    assert group_is_gone(port)
    with pytest.raises(urllib.error.URLError):
        get(port, "/healthz")


def test_portal_keeps_data_and_origin_and_prepares_nothing_anew(data, port, running):
    assert "Ready in " in running.text
    assert "the first time" not in running.text
    assert (data / "origin").read_text() == f"http://localhost:{port}"
    assert get(port, "/healthz") == b"ok\n"


def test_portal_refuses_a_second_run_on_the_same_data(running, data):
    second = Run(data)

    assert second.process.wait(30) == 1
    assert "already running" in second.text
    assert running.process.poll() is None


def test_portal_brings_a_killed_worker_back(running, port):
    found = subprocess.run(
        ["pgrep", "-of", f"worker-{port}@"], check=True, capture_output=True, text=True
    )
    os.kill(int(found.stdout), signal.SIGKILL)

    running.wait_for("worker | ended (-9); starting it again.")
    again = time.monotonic() + 20
    while group_is_gone(port):
        assert time.monotonic() < again
        time.sleep(0.2)


def test_portal_of_old_data_names_the_fix_when_its_port_is_taken(data, port):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()

        refused = Run(data)

        assert refused.process.wait(30) == 1
    assert f"Port {port} is taken" in refused.text
    assert "DATA=./var2" in refused.text


def test_portal_of_old_data_keeps_its_port(data):
    refused = Run(data, PORT="9")

    assert refused.process.wait(30) == 1
    assert "cards and mails carry that address" in refused.text


def test_portal_shows_last_lines_and_remedy_of_a_child_that_cannot_start(data):
    broken = Run(data, WEB_WORKERS="many")

    assert broken.process.wait(60) == 1
    said = broken.text.partition("The web process could not keep running")[2]
    assert "many" in said
    assert "Remedy:" in said.splitlines()[-2]


@pytest.fixture
def portal(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return importlib.import_module("portal")  # it lies beside the packages, not in one


class Saying(BaseHTTPRequestHandler):
    """A web server that is not ready, and says why."""

    why = ""

    def do_GET(self):
        self.send_response(503)
        self.end_headers()
        self.wfile.write(self.why.encode())

    def log_message(self, *_told):
        """Nothing."""


@pytest.fixture
def unready():
    with ThreadingHTTPServer(("127.0.0.1", 0), Saying) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


class Steady:
    """A supervisor whose children all live, and whom nobody asks to stop."""

    stopping = threading.Event()

    def look(self):
        """Nothing died."""


def test_old_work_keeps_no_portal_closed(portal, unready, monkeypatch, capsys):
    """As after a night without a mail server, or of a reaction that a newer version does not have any more."""
    monkeypatch.setattr(portal, "READY_WITHIN", 5)
    Saying.why = "ok  worker: Last sign of life 1 s ago.\nNOT outbox: The oldest work owed has waited 4000 s.\n"

    assert portal._wait_until_ready(Steady(), unready)
    assert "The oldest work owed has waited 4000 s." in capsys.readouterr().out


@pytest.mark.parametrize(
    "why",
    ["NOT worker: none\nNOT outbox: old\n", "NOT walls: other\n", "Bad Gateway", ""],
)
def test_whatever_else_is_wrong_does(portal, unready, monkeypatch, why):
    monkeypatch.setattr(portal, "READY_WITHIN", 0.5)
    Saying.why = why

    with pytest.raises(TimeoutError):
        portal._wait_until_ready(Steady(), unready)


def test_what_was_put_back_listens_where_it_is_told(portal, tmp_path, monkeypatch):
    """A backup knows the address of the proxy, and not the port behind it."""
    (tmp_path / "origin").write_text("https://portal.example.org")
    port = free_port()
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.delenv("HOST", raising=False)

    assert portal.choose_port(tmp_path) == (port, False)


def test_portal_moves_to_the_next_free_port_while_there_is_no_data(portal, tmp_path, monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))
        monkeypatch.delenv("HOST", raising=False)
        monkeypatch.delenv("CANONICAL_ORIGIN", raising=False)

        chosen, new = portal.choose_port(tmp_path)

    assert new is True
    assert chosen > taken
    assert (tmp_path / "origin").read_text() == f"http://localhost:{chosen}"
