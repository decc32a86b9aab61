"""What a mail server answered: whether to try again, and in words that a person can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
)
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FINAL: Final = 500
MOST: Final = 300
STATUS: Final = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
CODE: Final = re.compile(r"\b([45]\d\d)\b")
# By the second and third number of the status that RFC 3463 lists.
BY_STATUS: Final[dict[str, str | Promise]] = {
    "1.1": _("There is no such mailbox."),
    "1.2": _("There is no such domain."),
    "1.3": _("The address is not written as an address is."),
    "1.6": _("The mailbox has moved."),
    "1.10": _("The domain takes no mail."),
    "2.1": _("The mailbox is switched off."),
    "2.2": _("The mailbox is full."),
    "2.3": _("The letter is too large for this mailbox."),
    "3.4": _("The letter is too large for this mailbox."),
    "4.1": _("The mail server over there did not answer."),
    "4.4": _("The domain of the address has no mail server."),
    "4.7": _("It could not be delivered for too long."),
    "7.1": _("The mail server over there does not take this letter."),
    "7.26": _("The sender is not proved well enough (SPF, DKIM or DMARC)."),
    "7.23": _("The sender is not proved well enough (SPF, DKIM or DMARC)."),
}
BY_SUBJECT: Final[dict[str, str | Promise]] = {
    "1": _("The address was refused."),
    "2": _("The mailbox takes no mail."),
    "3": _("The mail server over there is in trouble."),
    "4": _("The mail server over there could not be reached."),
    "5": _("The mail server over there did not understand ours."),
    "6": _("The mail server over there cannot read this kind of letter."),
    "7": _("The mail server over there does not take this letter."),
}
REFUSED: Final = _("The address was refused.")
AWAY: Final = _("The mail server did not answer.")
BUSY: Final = _("The mail server asks to try again later.")


@dataclass(frozen=True)
class Answer:
    """What was said, word for word, and whether that is the last word."""

    text: str
    final: bool


def answer_of(error: Exception) -> Answer | None:
    """None for what no mail server said: a fault of ours, which must not end a letter."""
    if isinstance(error, SMTPRecipientsRefused):
        return _of_recipients(error)
    if isinstance(error, SMTPDataError):
        return Answer(_plain(error.smtp_code, error.smtp_error), error.smtp_code >= FINAL)
    if isinstance(error, SMTPResponseException):
        # The login or the sender was refused: that is the portal's trouble, and no letter's.
        return Answer(_plain(error.smtp_code, error.smtp_error), final=False)
    if isinstance(error, SMTPException | OSError):
        return Answer("", final=False)
    return None


def _of_recipients(error: SMTPRecipientsRefused) -> Answer:
    """A letter has one recipient. A server that says nothing else has refused the address."""
    refused: dict[str, tuple[int, bytes]] = error.recipients
    code, text = next(iter(refused.values()), (550, b""))
    return Answer(_plain(code, text), code >= FINAL)


def _plain(code: int, text: bytes | str) -> str:
    said = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return printable(f"{code} {said}")


def printable(text: str) -> str:
    """On one line, without what is no character, and no longer than is kept."""
    return " ".join("".join(ch if ch.isprintable() else " " for ch in text).split())[:MOST]


def words(said: str) -> str:
    """What an answer means. Without a number that is known: that it was refused, or that nobody answered."""
    status = STATUS.search(said)
    if status:
        subject, detail = status.group(2), status.group(3)
        known = BY_STATUS.get(f"{subject}.{detail}") or BY_SUBJECT.get(subject)
        if known:
            return str(known)
    code = CODE.search(said)
    if code:
        return str(REFUSED if code.group(1).startswith("5") else BUSY)
    return str(REFUSED if said else AWAY)
