"""What somebody types who has a letter with a code, or looks for their membership by address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.forms.signing_in import ADDRESS
from tenants.secrets import card_code_key, is_claim_code


class ClaimCodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from your letter"),
        help_text=_(
            "Ten letters and digits, like K7Q2M-9XD4B. O and 0 are the same, so are I, L and 1."
        ),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Enter the code from your letter.")},
    )

    def clean_code(self) -> str:
        """A slip of the hand is told at once, and counts as no try."""
        key = card_code_key(self.cleaned_data["code"])
        if not is_claim_code(key):
            raise forms.ValidationError(
                _("Something in this code is mistyped. Compare it with your letter.")
            )
        return key


class MailboxForm(forms.Form):
    email = forms.EmailField(
        label=_("Email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages=dict(ADDRESS),
    )

    def __init__(self, *args: Any, hint: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].help_text = hint
