"""What is typed about desks and at them."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from benefits.desk.devices import DIGITS
from tenants.secrets import name_key

SHORTEST_NAME: Final = 3


class PlaceForm(forms.Form):
    place = forms.CharField(
        label=_("Where is the desk?"),
        help_text=_("As people call it, such as Front desk or Café till."),
        max_length=40,
        error_messages={"required": _("Enter what people call the place.")},
    )


class DigitsForm(forms.Form):
    digits = forms.CharField(
        label=_("Pairing code"),
        help_text=_("The 8 digits that the office sees under Desks."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Enter the 8 digits.")},
    )

    def clean_digits(self) -> str:
        plain = "".join(ch for ch in self.cleaned_data["digits"] if ch.isdecimal())
        if len(plain) != DIGITS:
            raise forms.ValidationError(_("A pairing code has 8 digits."))
        return plain


class ScanForm(forms.Form):
    """Typed, or scanned by a reader that types: the whole address or the code, then Enter."""

    text = forms.CharField(
        label=_("Type code or member number"),
        strip=False,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "data-scan-input": "",
            }
        ),
        error_messages={"required": _("Scan a card, or type its code or the member number.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A reader that types is ready without a touch; after a mistake the summary comes first.
        if not self.is_bound:
            self.fields["text"].widget.attrs["autofocus"] = True


class LookUpForm(forms.Form):
    """Whole words of a name, or a number; only after a photo ID was seen."""

    wanted = forms.CharField(
        label=_("Name or member number"),
        help_text=_("Your own members, and members of partners who visit you."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter a name or a member number.")},
    )
    seen = forms.BooleanField(
        label=_("I have seen a photo ID of this person"),
        error_messages={"required": _("Look at a photo ID first. Without one, ask for the card.")},
    )

    def clean_wanted(self) -> str:
        wanted = str(self.cleaned_data["wanted"])
        if len(name_key(wanted)) < SHORTEST_NAME:
            raise forms.ValidationError(_("Enter at least 3 letters of the name."))
        return wanted
