"""How many letters leave in an hour, and how long it is known to whom."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

FEWEST, MOST_AN_HOUR = 10, 1_000_000
LONGEST = 120


class MailRulesForm(forms.Form):
    letters_an_hour = forms.IntegerField(
        label=_("Letters an hour, at most"),
        help_text=_(
            "Many mail services set a limit. Empty means no limit. Codes that somebody waits for always leave at once."
        ),
        min_value=FEWEST,
        max_value=MOST_AN_HOUR,
        required=False,
        error_messages={"min_value": _("Enter 10 letters an hour or more, or nothing.")},
    )
    kept_months = forms.IntegerField(
        label=_("Months for which it is known who got which letter"),
        help_text=_("After that, addresses and answers of mail servers are deleted from the list."),
        min_value=1,
        max_value=LONGEST,
    )
