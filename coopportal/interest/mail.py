"""Letters about an interest. Nothing anybody typed is repeated in them, not even a name."""

from __future__ import annotations

from typing import Final

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from coopportal.letters import Words, write
from coopportal.services.interest import CONFIRM_WITHIN, link_token
from tenants.models import InterestLetter
from tenants.templatetags.portal import canonical

Kind = InterestLetter.Kind
WORDS: Final[dict[str, Words]] = {
    Kind.CONFIRM: Words(
        _("Please confirm your interest"),
        _("Confirm my interest"),
        _("One more step, then you are on our list."),
    ),
    Kind.THANKS: Words(
        _("You are on our list"),
        _("See what we keep about you"),
        _("What happens next, and how to have everything deleted."),
    ),
    Kind.NEWS: Words(
        _("Somebody would like to take part"),
        _("See who is interested"),
        _("There is somebody new on the list."),
    ),
}


def compose(row: InterestLetter) -> EmailMultiAlternatives:
    return write(
        row,
        WORDS[row.kind],
        f"portal/interest/mail/{row.kind}",
        to=row.to or row.interest.email,
        language="" if row.to else row.interest.language,
        days=CONFIRM_WITHIN.days,
        **_addresses(row),
    )


def _addresses(row: InterestLetter) -> dict[str, str]:
    """Whoever looks after the list gets an address that asks who they are; the person their own link."""
    if row.kind == Kind.NEWS:
        return {"action_url": canonical("network-interests")}
    token = link_token(row.interest.code)
    return {
        "action_url": canonical("interest-kept", token),
        "delete_url": canonical("interest-delete", token),
    }
