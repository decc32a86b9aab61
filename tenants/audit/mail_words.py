"""What the log calls what happens around letters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tenants.audit.acts import acts


def register() -> None:
    """Once, when the app starts."""
    acts(
        "members",
        {
            "LetterSentAgain": _("A letter was sent again"),
            "LetterCameBack": _("A letter came back"),
            "MailingStarted": _("A mailing was sent"),
            "MailingStopped": _("A mailing was stopped"),
            "AddressConfirmed": _("An address that letters came back from was confirmed"),
        },
    )
    acts(
        "settings",
        {
            "MailRulesSet": _("The limits of mail were changed"),
            "LetterTextSet": _("The text of a letter was changed"),
        },
    )
