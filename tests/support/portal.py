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


@dataclass
class Portal:
    """A running portal, its mail server, and the acts of people for whom no page is tested here."""

    origin: str
    processes: Processes
    sink: Sink

    def act(self, verb: str, **values: Any) -> Any:
        """One service call in a process of its own, as a colleague at another desk would cause it."""
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.acts", verb, json.dumps(values)],
            cwd=ROOT,
            env=self.processes.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout)

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
            processes.web(port)
            processes.worker(concurrency=1)
            processes.beat()
            secure = origin.startswith("https")
            processes.wait_for("the portal", lambda: _is_ready(port, secure=secure), 60)
            yield Portal(origin, processes, sink)


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
