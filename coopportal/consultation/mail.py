"""Letters about a comment. Nothing anybody typed is repeated in them, not even the answer."""

from __future__ import annotations

from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from coopportal.letters import Words, write
from coopportal.services.consultation import CONFIRM_WITHIN, HIDDEN_FOR, link_token
from tenants.models import CommentLetter
from tenants.templatetags.portal import canonical

Kind = CommentLetter.Kind
WORDS: Final[dict[str, Words]] = {
    Kind.CONFIRM: Words(
        _("Please confirm your comment"),
        _("Confirm my comment"),
        _("One more step, then it is read."),
    ),
    Kind.PUBLISHED: Words(
        _("Your comment is published"),
        _("See my comment"),
        _("Everybody can read it now. You get an answer."),
    ),
    Kind.HIDDEN: Words(
        _("Your comment is not published"),
        _("See what we keep"),
        _("Why that can be, and what happens to it."),
    ),
    Kind.ANSWERED: Words(
        _("There is an answer to your comment"),
        _("Read the answer"),
        _("What becomes of it, in words."),
    ),
    Kind.NEWS: Words(
        _("Somebody wrote a comment on the definition"),
        _("Read the comments"),
        _("It waits to be read and published."),
    ),
}


def compose(row: CommentLetter) -> EmailMultiAlternatives:
    return write(
        row,
        WORDS[row.kind],
        f"portal/consultation/mail/{row.kind}",
        to=row.to or row.comment.email,
        days=CONFIRM_WITHIN.days,
        hidden_days=HIDDEN_FOR.days,
        **_addresses(row),
    )


def _addresses(row: CommentLetter) -> dict[str, str]:
    """Whoever looks after the network gets an address that asks who they are; the person their own link."""
    if row.kind == Kind.NEWS:
        return {"action_url": canonical("network-consultation")}
    token = link_token(row.comment.code)
    return {
        "action_url": canonical("comment-kept", token),
        "delete_url": canonical("comment-delete", token),
    }
