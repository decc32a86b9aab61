"""The whole portal as people run it: web server, worker and beat, with a mail server to write to."""

from __future__ import annotations

import http.client
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from tests.architecture.tree import ROOT
from tests.support.prepared import lay_static, lay_tables
from tests.support.processes import Processes
from tests.support.setups import EMBEDDED, environment_of
from tests.support.sink import Sink, free_port

SOON = 20.0  # seconds within which what was asked for has happened, on a busy machine


class Colleague:
    """Somebody at another desk: a process of its own, begun with the first act and ended with the portal."""

    def __init__(self, processes: Processes) -> None:
        self._processes = processes
        self._process: subprocess.Popen[str] | None = None

    def act(self, verb: str, values: dict[str, Any]) -> Any:
        process = self._process = self._process or self._begin()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([verb, values]) + "\n")
        process.stdin.flush()
        line = process.stdout.readline()
        assert line, self._processes.last_lines()
        answer, failure = json.loads(line)
        assert not failure, failure
        return answer

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def _begin(self) -> subprocess.Popen[str]:
        with (self._processes.folder / "colleague.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "tests.support.acts"],
                cwd=ROOT,
                env={**self._processes.environment, **self._processes.signs()},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )


@dataclass
class Portal:
    """A running portal, its mail server, and the acts of people for whom no page is tested here."""

    origin: str
    processes: Processes
    sink: Sink
    colleague: Colleague

    def act(self, verb: str, **values: Any) -> Any:
        """One service call in another process, as a colleague at another desk would cause it."""
        return self.colleague.act(verb, values)

    def mails(self, address: str, words: str = "") -> list[EmailMessage]:
        """What arrived for somebody, with these words in its subject."""
        return [mail for mail in self.sink.to(address) if words in str(mail["Subject"])]

    def mail(self, address: str, words: str = "", *, after: int = 0) -> EmailMessage:
        """Wait for the next such mail; `after` is how many there were before."""
        self.processes.wait_for(
            f"a mail to {address} about “{words}”",
            lambda: len(self.mails(address, words)) > after,
            SOON,
        )
        return self.mails(address, words)[-1]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def code_in(mail: EmailMessage) -> str:
    """The code on a line of its own, as a person would copy it."""
    found = re.search(r"^([A-Z0-9][A-Z0-9-]{4,9})$", text_of(mail), re.MULTILINE)
    assert found, text_of(mail)
    return found[1]


def link_in(mail: EmailMessage, start: str) -> str:
    found = re.search(rf"https?://\S+?{start}\S+", text_of(mail))
    assert found, text_of(mail)
    return found[0]


def attachment_of(mail: EmailMessage) -> BinaryIO:
    [part] = mail.iter_attachments()
    content = part.get_content()
    assert isinstance(content, bytes)
    return io.BytesIO(content)


@contextmanager
def running(
    folder: Path, setup: str, *, origin: str = "", port: int = 0, **environment: str
) -> Iterator[Portal]:
    """Start everything, wait until it says that it is ready, and end it all with the block."""
    port = port or free_port()
    origin = origin or f"http://localhost:{port}"
    with environment_of(setup) as servers, Sink() as sink:
        settings = {
            "DJANGO_SETTINGS_MODULE": "coopportal.settings",
            "CANONICAL_ORIGIN": origin,
            "EXTRA_HOSTS": "localhost,127.0.0.1",
            "DEMO": "no",
            **lay_static(folder),
            **sink.environment(),
            **servers,
            **environment,
        }
        if setup == EMBEDDED:
            lay_tables(folder)
        with Processes(folder, settings) as processes:
            processes.manage("prepare")
            processes.signer()
            processes.web(port)
            processes.worker(concurrency=1)
            processes.beat()
            secure = origin.startswith("https")
            processes.wait_for("the portal", lambda: _is_ready(port, secure=secure), 60)
            colleague = Colleague(processes)
            try:
                yield Portal(origin, processes, sink, colleague)
            finally:
                colleague.end()


def _is_ready(port: int, *, secure: bool) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {"X-Forwarded-Proto": "https"} if secure else {}
    try:
        connection.request("GET", "/readyz", headers=headers)
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()
