"""How the portal's own letters are written: text and HTML, the same mail each time it is repeated."""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.functional import Promise

from tenants.mail_layout import sender_address, write_halves
from tenants.models.portal_letter import PortalLetter


@dataclass(frozen=True)
class Words:
    """Subject, what the button says, what stands below the subject in a list of mails."""

    subject: str | Promise
    action: str | Promise
    preheader: str | Promise


def write(
    row: PortalLetter, words: Words, template: str, *, to: str, language: str = "", **shown: object
) -> EmailMultiAlternatives:
    """The Message-ID is the letter's own code."""
    known = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
    with translation.override(known):
        subject = str(words.subject)
        context = {
            "title": subject,
            "preheader": str(words.preheader),
            "action": str(words.action),
            **shown,
        }
        text, html = write_halves(template, context, cooperative=None)
    host = urlsplit(settings.CANONICAL_ORIGIN).hostname
    mail = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email=formataddr(("CoopPortal", sender_address())),
        to=[to],
        headers={"Message-ID": f"<{row.code}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(html, "text/html")
    return mail
