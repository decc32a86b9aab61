"""A mail server that keeps what it is given: real SMTP, counted, and able to be away."""

from __future__ import annotations

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


SENDER = "MAIL FROM"


class _Keep:
    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._kept = sink.kept
        self._answers = sink.answers

    async def handle_MAIL(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if SENDER in self._answers:
            return self._answers[SENDER]
        session.letters = getattr(session, "letters", 0) + 1
        if self._sink.most_of_a_line and session.letters > self._sink.most_of_a_line:
            return "421 4.7.0 Too many letters over one line"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if address in self._answers:
            return self._answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        if self._sink.delay:
            await asyncio.sleep(self._sink.delay)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self._kept.append(message)
        return "250 Kept"

    async def handle_QUIT(self, _server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        await asyncio.sleep(self._sink.slow_goodbye)
        return "221 Bye"


SETTLED = 0.05  # seconds


class _Server(Controller):
    """Hangs up on everybody when it leaves; aiosmtpd would leave those open who are in the middle of a letter."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._lines: list[SMTP] = []

    def factory(self) -> SMTP:
        self._lines.append(super().factory())
        return self._lines[-1]

    def cancel_tasks(self, stop_loop: bool = True) -> None:  # noqa: FBT001, FBT002 -- aiosmtpd's signature
        """Nobody new is let in; whoever was just let in is waited for, and hung up on as well."""
        for door in getattr(self.server, "sockets", ()):
            self.loop.remove_reader(door.fileno())
        self.loop.call_later(SETTLED, self._hang_up, stop_loop)

    def _hang_up(self, stop_loop: bool) -> None:  # noqa: FBT001 -- as above
        for line in self._lines:
            if line.transport is not None:
                line.transport.abort()
        # Once the lines know that they are lost.
        self.loop.call_soon(super().cancel_tasks, stop_loop)


class Sink:
    """Mails as they crossed the wire. `leave()` closes the port; `come_back()` opens the same one.

    `answers` says what is said to whom instead of taking the mail: {"a@example.org": "550 5.1.1 Nobody"}; `delay` is how
    many seconds it takes over each; `most_of_a_line` how many it takes over one line, and
    `slow_goodbye` how long it says nothing to QUIT.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.kept: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.delay = 0.0
        self.most_of_a_line = 0
        self.slow_goodbye = 0.0
        self._server: _Server | None = None

    def __enter__(self) -> Self:
        self.come_back()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def come_back(self) -> None:
        if self._server is None:
            self._server = _Server(_Keep(self), hostname="127.0.0.1", port=self.port)
            self._server.start()

    def leave(self) -> None:
        if self._server is not None:
            self._server.stop()
            self._server = None

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in list(self.kept) if address in str(mail["To"])]

    def environment(self) -> dict[str, str]:
        return {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(self.port)}
