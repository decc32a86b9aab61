"""Turns two templates into the two halves of one letter: text written by hand, HTML with its style inlined."""

from __future__ import annotations

import re
from email.utils import parseaddr
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from tenants import brand, letter_texts
from tenants.letter_texts import Words
from tenants.models import Cooperative, Installation

# The style stands in the page itself; a letter fetches nothing, neither here nor where it is read.
_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=False)
_GAPS = re.compile(r"\n{3,}")


def write_halves(
    name: str, context: dict[str, Any], *, cooperative: Cooperative | None
) -> tuple[str, str]:
    """Text and HTML of `<name>.txt` and `<name>.html`, which extend mail/base.txt and mail/base.html.

    Both see `cooperative`, `action_url` with `action` (the one button), `preheader` (HTML only).
    """
    colours = brand.fit_colour(cooperative.colour).light if cooperative else None
    whole = {
        **context,
        "cooperative": cooperative,
        "colour": colours.brand if colours else "",
        "on_colour": colours.on_brand if colours else "",
    }
    text = _GAPS.sub("\n\n", render_to_string(f"{name}.txt", whole)).strip() + "\n"
    return text, _INLINER.inline(render_to_string(f"{name}.html", whole))


def write_letter(
    kind: str,
    template: str,
    context: dict[str, Any],
    *,
    cooperative: Cooperative,
    words: Words | None = None,
) -> tuple[str, str, str]:
    """Title, text and HTML of a letter in which the co-op may have words of its own.

    `context["title"]` is the portal's. `words` stand for what was saved: to look at what was not saved yet.
    """
    if words is None:
        words = letter_texts.words_of(letter_texts.current(kind, get_language() or ""))
    own = words.filled(letter_texts.values_of(context, cooperative))
    title = own.subject or str(context["title"])
    whole = {
        **context,
        "title": title,
        "subject": title,
        "opening": letter_texts.paragraphs(own.opening),
        "closing": letter_texts.paragraphs(own.closing),
    }
    return (title, *write_halves(template, whole, cooperative=cooperative))


def sender_address() -> str:
    """Where the portal's mails come from: what the operator tried out, else DEFAULT_FROM_EMAIL."""
    found = Installation.objects.exclude(mail_checked_at=None).values_list("sender", flat=True)
    return found.first() or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
