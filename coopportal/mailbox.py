"""Reads the mails that a machine without a mail server keeps as files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parsedate_to_datetime
from pathlib import Path

NAME = re.compile(r"[0-9]{10,24}-[0-9a-f]{8}")
LINK = re.compile(r"https?://[^\s<>\"')\]]+")


@dataclass(frozen=True)
class Attachment:
    """One part with a name; `cid` where the HTML shows it in its text."""

    index: int
    name: str
    content_type: str
    content: bytes
    cid: str


@dataclass(frozen=True)
class Mail:
    """One mail, taken apart for reading."""

    name: str
    subject: str
    sender: str
    to: str
    at: datetime | None
    text: str
    html: str
    message_id: str = ""
    attachments: list[Attachment] = field(default_factory=list)

    @property
    def links(self) -> list[str]:
        """Each address in the text once, in its order."""
        return list(dict.fromkeys(link.rstrip(".,;:") for link in LINK.findall(self.text)))


def names(folder: Path) -> list[str]:
    """Newest first."""
    return sorted(
        (path.stem for path in folder.glob("*.eml") if NAME.fullmatch(path.stem)), reverse=True
    )


def read(folder: Path, name: str) -> Mail | None:
    if not NAME.fullmatch(name):
        return None
    try:
        data = (folder / f"{name}.eml").read_bytes()
    except OSError:
        return None
    return _take_apart(name, message_from_bytes(data, _class=EmailMessage, policy=policy.default))


def find(folder: Path, message_id: str) -> Mail | None:
    """The mail with this Message-ID, the newest copy first."""
    for name in names(folder):
        found = read(folder, name)
        if found is not None and found.message_id == message_id:
            return found
    return None


def _take_apart(name: str, message: EmailMessage) -> Mail:
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    bodies = {id(text), id(html)}
    parts = [part for part in message.walk() if not part.is_multipart() and id(part) not in bodies]
    return Mail(
        name=name,
        subject=str(message["subject"] or ""),
        sender=str(message["from"] or ""),
        to=str(message["to"] or ""),
        at=_date(str(message["date"] or "")),
        text=_content(text),
        html=_content(html),
        message_id=str(message["message-id"] or "").strip(),
        attachments=[_attachment(index, part) for index, part in enumerate(parts)],
    )


def _attachment(index: int, part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    return Attachment(
        index=index,
        name=part.get_filename() or f"part-{index}",
        content_type=part.get_content_type(),
        content=content if isinstance(content, bytes) else b"",
        cid=str(part["content-id"] or "").strip("<> "),
    )


def _content(part: MIMEPart | None) -> str:
    return "" if part is None else str(part.get_content())


def _date(value: str) -> datetime | None:
    try:
        return parsedate_to_datetime(value)
    except ValueError:
        return None
