"""Letters become mails here: each kind has one writer, registered by the app that knows its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from tenants.mail_bytes import Mail
from tenants.mail_layout import sender_address
from tenants.models import Cooperative, Letter
from tenants.secrets import bounce_token


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
    headers: dict[str, str] = field(default_factory=dict)


Writer = Callable[[Letter], Message]
_writers: dict[str, Writer] = {}


@dataclass(frozen=True)
class Sort:
    """How people call a kind of letter; whether the same may be sent once more; whether somebody sits and waits for it.

    `wanted` is asked before it leaves: whether it still is.
    """

    title: str | Promise
    again: bool = False
    urgent: bool = False
    wanted: Callable[[Letter], bool] | None = None


_sorts: dict[str, Sort] = {}


def letter(
    kind: str,
    title: str | Promise = "",
    *,
    again: bool = False,
    urgent: bool = False,
    wanted: Callable[[Letter], bool] | None = None,
) -> Callable[[Writer], Writer]:
    """Register the writer of a kind; it runs within the co-op, when the letter is sent.

    `again` is for letters that are as true a second time and carry no secret. An `urgent` one has no part
    in an hour's limit.
    """

    def register(write: Writer) -> Writer:
        if kind in _writers:
            raise ValueError(f"There is already a writer of {kind}.")
        _writers[kind] = write
        if title:
            _sorts[kind] = Sort(title, again, urgent, wanted)
        return write

    return register


def called(title: str | Promise, *names: str) -> None:
    """What several kinds of letters are called together."""
    _sorts.update({kind: Sort(title) for kind in names})


def kinds() -> list[str]:
    return sorted(_writers)


def sort_of(kind: str) -> Sort:
    return _sorts.get(kind) or Sort(kind)


def sorts() -> dict[str, list[str]]:
    """Kinds by what they are called, for a choice of them: the title as it reads now, and its kinds."""
    found: dict[str, list[str]] = {}
    for kind in sorted(_writers):
        found.setdefault(str(sort_of(kind).title), []).append(kind)
    return dict(sorted(found.items()))


def compose(row: Letter) -> Mail:
    """The mail of a letter. Repeated, it is the same mail: the Message-ID is the letter's own code."""
    cooperative = Cooperative.objects.get(pk=row.cooperative_id)
    with translation.override(_language(row)):
        message = _writers[row.kind](row)
        sender = _("{name} via CoopPortal").format(name=cooperative.name)
    reply_to = message.reply_to or cooperative.email
    mail = Mail(
        subject=" ".join(message.subject.split()),
        body=message.text,
        from_email=_comes_back_to(row) or sender_address(),
        to=[row.to],
        reply_to=[reply_to] if reply_to else None,
        headers={
            "From": formataddr((sender, sender_address())),
            "Message-ID": message_id(row),
            "Auto-Submitted": "auto-generated",
            **message.headers,
        },
    )
    mail.attach_alternative(message.html, "text/html")
    for each in message.attachments:
        mail.attach(each.name, each.content, each.media_type)
    return mail


def _comes_back_to(row: Letter) -> str:
    """On the envelope: an address of its own for each letter, so that a report says which one it is about."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    name, _at, domain = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{name}+{bounce_token(row.code)}@{domain}"


def _language(row: Letter) -> str:
    """Never one without a catalogue: Django has its own dates in it, so the letter would be in two."""
    return row.language if row.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def message_id(row: Letter) -> str:
    return f"<{row.code}@{urlsplit(settings.CANONICAL_ORIGIN).hostname}>"
