"""Letters about an interest. Nothing anybody typed is repeated in them, not even a name."""

from __future__ import annotations

from email.utils import formataddr
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coopportal.services.interest import CONFIRM_WITHIN, link_token
from tenants.mail_layout import sender_address, write_halves
from tenants.models import InterestLetter

Kind = InterestLetter.Kind
# Per kind: subject, what the button says, what stands below the subject in a list of mails.
WORDS: Final[dict[str, tuple[str | Promise, str | Promise, str | Promise]]] = {
    Kind.CONFIRM: (
        _("Please confirm your interest"),
        _("Confirm my interest"),
        _("One more step, then you are on our list."),
    ),
    Kind.THANKS: (
        _("You are on our list"),
        _("See what we keep about you"),
        _("What happens next, and how to have everything deleted."),
    ),
    Kind.NEWS: (
        _("Somebody would like to take part"),
        _("See who is interested"),
        _("There is somebody new on the list."),
    ),
}


def compose(row: InterestLetter) -> EmailMultiAlternatives:
    """Repeated, it is the same mail: the Message-ID is the letter's own code."""
    known = dict(settings.LANGUAGES)
    theirs = row.interest.language in known and not row.to
    language = row.interest.language if theirs else settings.LANGUAGE_CODE
    with translation.override(language):
        subject, action, preheader = WORDS[row.kind]
        context = {
            "title": str(subject),
            "preheader": str(preheader),
            "days": CONFIRM_WITHIN.days,
            "action": str(action),
            **_addresses(row),
        }
        text, html = write_halves(f"portal/interest/mail/{row.kind}", context, cooperative=None)
    host = urlsplit(settings.CANONICAL_ORIGIN).hostname
    mail = EmailMultiAlternatives(
        subject=str(subject),
        body=text,
        from_email=formataddr(("CoopPortal", sender_address())),
        to=[row.to or row.interest.email],
        headers={"Message-ID": f"<{row.code}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _addresses(row: InterestLetter) -> dict[str, str]:
    """Whoever looks after the list gets an address that asks who they are; the person their own link."""
    if row.kind == Kind.NEWS:
        return {"action_url": _whole("network-interests")}
    token = link_token(row.interest.code)
    return {
        "action_url": _whole("interest-kept", token),
        "delete_url": _whole("interest-delete", token),
    }


def _whole(name: str, *token: str) -> str:
    return f"{settings.CANONICAL_ORIGIN}{reverse(name, args=token)}"
