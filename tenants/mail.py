"""Letters become mails here: each kind has one writer, registered by the app that knows its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from tenants.mail_layout import sender_address
from tenants.models import Cooperative, Letter


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Message:
    """What one letter says, in the language it was written in."""

    subject: str
    text: str
    html: str
    attachments: list[Attachment] = field(default_factory=list)
    reply_to: str = ""


Writer = Callable[[Letter], Message]
_writers: dict[str, Writer] = {}


def letter(kind: str) -> Callable[[Writer], Writer]:
    """Register the writer of a kind; it runs within the co-op, when the letter is sent."""

    def register(write: Writer) -> Writer:
        if kind in _writers:
            raise ValueError(f"There is already a writer of {kind}.")
        _writers[kind] = write
        return write

    return register


def kinds() -> list[str]:
    return sorted(_writers)


def compose(row: Letter) -> EmailMultiAlternatives:
    """The mail of a letter. Repeated, it is the same mail: the Message-ID is the letter's own code."""
    cooperative = Cooperative.objects.get(pk=row.cooperative_id)
    with translation.override(_language(row)):
        message = _writers[row.kind](row)
        sender = _("{name} via CoopPortal").format(name=cooperative.name)
    reply_to = message.reply_to or cooperative.email
    mail = EmailMultiAlternatives(
        subject=" ".join(message.subject.split()),
        body=message.text,
        from_email=formataddr((sender, sender_address())),
        to=[row.to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": message_id(row), "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(message.html, "text/html")
    for each in message.attachments:
        mail.attach(each.name, each.content, each.media_type)
    return mail


def _language(row: Letter) -> str:
    """Never one without a catalogue: Django has its own dates in it, so the letter would be in two."""
    return row.language if row.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def message_id(row: Letter) -> str:
    return f"<{row.code}@{urlsplit(settings.CANONICAL_ORIGIN).hostname}>"
