"""What the portal's public forms have in common: a trap for programs, and an address that is confirmed by mail."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class TrappedForm(forms.Form):
    """`url` is a trap that no person sees."""

    url = forms.CharField(required=False)

    def clean_url(self) -> str:
        """Filled in by a program, which gives up; a person simply sends the page again."""
        if self.cleaned_data["url"]:
            raise forms.ValidationError(
                _("This looked as if a program had filled it in. Please send the page once more.")
            )
        return ""


def email_field() -> forms.EmailField:
    return forms.EmailField(
        label=_("Email address"),
        help_text=_("We send a link there. Open it to confirm."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address in the correct format, like name@example.org."),
        },
    )
