"""A letter as bytes for the wire: what Django's message says, written down without building a tree of parts first.

What letters are made of is one text, one HTML and a few files. Anything beyond that goes Django's way.
"""

from __future__ import annotations

import binascii
import re
import secrets
from collections.abc import Iterator
from email.header import Header
from email.utils import formatdate
from typing import Final

from django.core.mail import BadHeaderError, EmailMultiAlternatives

LONGEST: Final = 998  # octets of a line, RFC 5322 §2.1.1
LINE: Final = 76  # letters of a line that may be folded, and of base64
_LINES: Final = re.compile(rb".{1,%d}" % LINE)
_BREAKS: Final = re.compile(r"\r\n?")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9._-]+", re.ASCII)
_OURS: Final = frozenset({"from", "to", "cc", "bcc", "reply-to", "subject", "date"})


class Mail(EmailMultiAlternatives):
    """As Django's; `as_sent` is what the wire gets."""

    def as_sent(self) -> bytes:
        if not _is_a_letter(self):
            return self.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]  # -- Django's own take it
        boundary = secrets.token_hex(16)
        halves = [
            _text(str(self.body), "plain"),
            *(_text(str(e[0]), "html") for e in self.alternatives),
        ]
        files = [_file(*each) for each in self.attachments]
        if len(halves) > 1:
            halves = [_together("alternative", boundary + "h", halves)]
        body = _together("mixed", boundary + "f", [*halves, *files]) if files else halves[0]
        head = "".join(f"{name}: {value}\r\n" for name, value in _head(self))
        return b"".join((b"MIME-Version: 1.0\r\n", head.encode("ascii"), body))


def _is_a_letter(mail: Mail) -> bool:
    addresses = (mail.from_email, *mail.to, *mail.reply_to, mail.extra_headers.get("From", ""))
    return (
        all(isinstance(each, str) and each.isascii() for each in addresses)
        and mail.body != ""
        and "Message-ID" in mail.extra_headers
        and not (mail.cc or mail.bcc or mail.encoding)
        and all(name.lower() not in _OURS or name == "From" for name in mail.extra_headers)
        and len(mail.alternatives) <= 1
        and all(each[1] == "text/html" for each in mail.alternatives)
        and all(_is_a_file(each) for each in mail.attachments)
    )


def _is_a_file(each: object) -> bool:
    if not isinstance(each, tuple) or not isinstance(each[1], bytes):
        return False
    kind = str(each[2])
    plain = _PLAIN_NAME.fullmatch(str(each[0]))
    return bool(plain) and kind.isascii() and not kind.startswith(("text/", "message/"))


def _head(mail: Mail) -> Iterator[tuple[str, str]]:
    yield "Subject", _value("Subject", str(mail.subject))
    yield "From", _value("From", str(mail.extra_headers.get("From", mail.from_email)))
    yield "To", _value("To", ", ".join(map(str, mail.to)))
    if mail.reply_to:
        yield "Reply-To", _value("Reply-To", ", ".join(map(str, mail.reply_to)))
    yield "Date", formatdate()
    for name, value in mail.extra_headers.items():
        if name != "From":
            yield name, _value(name, str(value))


def _value(name: str, value: str) -> str:
    if "\n" in value or "\r" in value:
        raise BadHeaderError(f"A line ends within the header {name}.")
    if value.isascii() and len(name) + len(value) + 2 <= LINE:
        return value
    charset = None if value.isascii() else "utf-8"
    return Header(value, charset, LINE, header_name=name).encode(linesep="\r\n")


def _text(text: str, kind: str) -> bytes:
    """As it stands; where a line is longer than mail servers take, packed so that none is."""
    content = _BREAKS.sub("\n", text).encode()
    how = b"7bit" if text.isascii() else b"8bit"
    if max(map(len, content.split(b"\n"))) > LONGEST:
        content, how = binascii.b2a_qp(content, istext=True), b"quoted-printable"
    content = content.replace(b"\n", b"\r\n")
    return b'Content-Type: text/%s; charset="utf-8"\r\nContent-Transfer-Encoding: %s\r\n\r\n%s' % (
        kind.encode(),
        how,
        content,
    )


def _file(name: str, content: bytes, kind: str) -> bytes:
    packed = b"\r\n".join(_LINES.findall(binascii.b2a_base64(content, newline=False)))
    return (
        b"Content-Type: %s\r\nContent-Transfer-Encoding: base64\r\n"
        b'Content-Disposition: attachment; filename="%s"\r\n\r\n%s\r\n'
    ) % (kind.encode(), name.encode(), packed)


def _together(kind: str, boundary: str, parts: list[bytes]) -> bytes:
    line = b"--" + boundary.encode()
    inner = b"".join(line + b"\r\n" + part + b"\r\n" for part in parts)
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    return head + inner + line + b"--\r\n"
