"""Reads what mail servers send back: delivery reports by RFC 3464, and those of qmail and an old Exim, which are text.

Strangers write these. Nothing is taken from them but which of our letters they are about, and what is said of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string, policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any, Final, cast

MOST_BYTES: Final = 512 * 1024
MOST_SAID: Final = 300
# Where the address that a report was sent to stands, whoever delivered it.
SENT_TO: Final = (
    "To",
    "Delivered-To",
    "X-Original-To",
    "Envelope-To",
    "X-Delivered-To",
    "Resent-To",
)
TOKEN: Final = re.compile(r"\+([a-z2-7]{26}-[a-z2-7]{13})@", re.IGNORECASE)
MESSAGE_ID: Final = re.compile(r"^Message-ID:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
REPLY: Final = re.compile(r"\b([45]\d\d)[ -]")
# What says that the mailbox is gone, by the status of RFC 3463; other refusals are of one letter.
GONE: Final = frozenset({"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"})
GONE_IN_WORDS: Final = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address)|does not exist|doesn'?t exist"
    r"|no mailbox here|mailbox (unavailable|not found)|recipient ?not ?found|account .{0,40}(disabled|inactive)"
    r"|address rejected|couldn'?t find any host",
    re.IGNORECASE,
)
OF_QMAIL: Final = "This is the qmail-send program at"
BELOW_QMAIL: Final = "--- Below this line is a copy of the message."
OF_EXIM: Final = "This is a copy of the message, including all the headers."


@dataclass(frozen=True)
class Report:
    """What is said of one letter. `token` stood in the address, `message_id` in the copy; either may be missing."""

    token: str
    message_id: str
    final: bool
    gone: bool
    said: str


def read(data: bytes) -> Report | None:
    """None for what is no report: an answer by a person or a machine, a word that it takes longer."""
    # Not the newer policy: its reading of headers raises on some that strangers write.
    parser = BytesParser(EmailMessage, policy=policy.compat32)
    message = cast(EmailMessage, parser.parsebytes(data[:MOST_BYTES]))
    token = _token(message)
    status = next(_parts(message, "message/delivery-status"), None)
    if status is not None:
        return _of_status(message, status, token)
    text = _text(message)
    if OF_QMAIL in text:
        return _of_text(text, BELOW_QMAIL, token)
    if message["X-Failed-Recipients"]:
        return _of_text(text, OF_EXIM, token)
    return None


def is_gone(said: str) -> bool:
    """Whether the words of a mail server mean that nobody reads there any more, and not only that letter."""
    statuses = STATUS.findall(said)
    if statuses:
        return any(each in GONE for each in statuses)
    reply = REPLY.search(said)
    if reply and reply.group(1).startswith("4"):
        return False
    return bool(GONE_IN_WORDS.search(said))


def _of_status(message: EmailMessage, status: Message, token: str) -> Report | None:
    """The first recipient that it names: a letter of ours has one."""
    groups: Any = status.get_payload()
    for group in groups if isinstance(groups, list) else []:
        action = str(group.get("Action", "")).strip().lower()
        if action not in {"failed", "delayed"}:
            continue
        code = str(group.get("Status", "")).split("(")[0].strip()
        diagnostic = str(group.get("Diagnostic-Code", "")).partition(";")[2].strip()
        said = _line(diagnostic if code in diagnostic else f"{code} {diagnostic}")
        if action == "delayed":
            return None
        # Many servers report 5.0.0 and say the rest in their diagnostic.
        vague = code == "5.0.0" or not STATUS.fullmatch(code)
        gone = code in GONE or (vague and is_gone(diagnostic))
        return Report(token, _message_id(message), final=code.startswith("5"), gone=gone, said=said)
    return None


def _of_text(text: str, divider: str, token: str) -> Report:
    above, _divider, below = text.partition(divider)
    found = MESSAGE_ID.search(below)
    paragraphs = [each for each in re.split(r"\n\s*\n", above) if "@" in each and ":" in each]
    said = _line(paragraphs[-1] if paragraphs else above)
    gone = is_gone(said)
    return Report(token, found.group(1) if found else "", final=True, gone=gone, said=said)


def _token(message: EmailMessage) -> str:
    told = [str(value) for name in SENT_TO for value in message.get_all(name, [])]
    for _name, address in getaddresses(told):
        found = TOKEN.search(address)
        if found:
            return found.group(1).lower()
    return ""


def _message_id(message: EmailMessage) -> str:
    """Of the letter that came back, whole or only its headers."""
    for kind in (
        "message/rfc822",
        "text/rfc822-headers",
        "message/global",
        "message/global-headers",
    ):
        for part in _parts(message, kind):
            held: Any = part.get_payload()
            inner = held[0] if isinstance(held, list) else message_from_string(_payload(part))
            found = str(inner.get("Message-ID", "")).strip()
            if found:
                return found
    return ""


def _parts(message: Message, kind: str) -> Iterator[Message]:
    return (part for part in message.walk() if part.get_content_type() == kind)


def _text(message: EmailMessage) -> str:
    for part in _parts(message, "text/plain"):
        return _payload(part)
    return ""


def _payload(part: Message) -> str:
    held: Any = part.get_payload(decode=True)
    return held.decode("utf-8", "replace") if isinstance(held, bytes) else ""


def _line(text: str) -> str:
    plain = "".join(ch if ch.isprintable() else " " for ch in text)
    return " ".join(plain.split())[:MOST_SAID]
