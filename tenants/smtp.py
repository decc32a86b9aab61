"""Mails over a line that is kept open: for each letter alone, TLS, signing in and saying goodbye cost more than the letter."""

from __future__ import annotations

import os
import re
import smtplib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from tenants.mail_bytes import Mail

IDLE: Final = 30.0  # seconds, after which a line is not taken up again
MOST: Final = 100  # letters, after which servers begin to mind
OK, GO_ON = 250, 354
# An address that is written as it goes over the wire; any other one Django looks at.
_PLAIN: Final = re.compile(r"[A-Za-z0-9._+=-]+@[A-Za-z0-9.-]+", re.ASCII)


@dataclass
class Line:
    """Open since a letter before, of this thread of this process alone."""

    connection: Any
    of: tuple[Any, ...]
    used: float
    letters: int = 0

    def __del__(self) -> None:
        """Without a goodbye: the line may be of another process, which this one was forked from."""
        self.connection.close()


class _Lines(threading.local):
    open: Line | None = None


_lines: Final = _Lines()


class _Quick:
    """The standard library looks at each letter of a mail for lines that begin with a dot."""

    def data(self: Any, msg: Any) -> tuple[int, bytes]:
        code, answer = self.docmd("data")
        if code != GO_ON:
            raise smtplib.SMTPDataError(code, answer)
        dot = b"." if msg.startswith(b".") else b""
        end = b".\r\n" if msg.endswith(b"\r\n") else b"\r\n.\r\n"
        self.send(b"".join((dot, msg.replace(b"\n.", b"\n.."), end)))
        found: tuple[int, bytes] = self.getreply()
        return found


class _Smtp(_Quick, smtplib.SMTP):
    pass


class _SmtpOverTls(_Quick, smtplib.SMTP_SSL):
    pass


class Backend(EmailBackend):
    """Django's hangs up after each letter. Whoever opens a connection by hand has Django's."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _SmtpOverTls if self.use_ssl else _Smtp

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        listed = list(email_messages)
        if self.connection is not None or not listed:
            return int(super().send_messages(listed))
        of = (os.getpid(), self.host, self.port, self.username, self.use_tls, self.use_ssl)
        line = _taken_up(of)
        if line is not None:
            try:
                return self._over(line, listed)
            except smtplib.SMTPSenderRefused:
                # Servers take so many letters over a line and say so at the next, of which they have nothing yet.
                if len(listed) > 1:
                    raise
        if self.open() is None:
            return 0  # silently, as was asked
        return self._over(Line(self.connection, of, monotonic()), listed)

    def _over(self, line: Line, listed: list[EmailMessage]) -> int:
        self.connection = line.connection
        try:
            sent = sum(bool(self._send(each)) for each in listed)
        except BaseException:
            self.close()
            raise
        self.connection = None
        line.used, line.letters = monotonic(), line.letters + len(listed)
        _lines.open = line
        return sent

    def _send(self, email_message: EmailMessage) -> bool:
        if not isinstance(email_message, Mail) or self.fail_silently or self.connection is None:
            return bool(super()._send(email_message))  # type: ignore[misc]  # -- not in the stubs
        sender, *recipients = map(_address, (email_message.from_email, *email_message.recipients()))
        self.connection.sendmail(sender, recipients, email_message.as_sent())
        return True


def _address(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else str(sanitize_address(text, "utf-8"))


def _taken_up(of: tuple[Any, ...]) -> Line | None:
    """The line of the letter before, if it is none of another process and somebody still answers at its other end."""
    line, _lines.open = _lines.open, None
    if line is None or line.of != of:
        return None
    fresh = line.letters < MOST and monotonic() - line.used < IDLE
    try:
        if fresh and line.connection.noop()[0] == OK:
            return line
        # Nobody waits for the answer: a line may be dead and not say so.
        line.connection.putcmd("quit")
    except (smtplib.SMTPException, OSError):
        pass
    line.connection.close()
    return None
