"""What members say of themselves, and what the team answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenants.forms.applying import plain_name
from tenants.forms.details import AddressFields


class OwnDetailsForm(AddressFields):
    name = forms.CharField(
        label=_("Name on the register"),
        help_text=_("Your co-op looks at a change of it first."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    name_on_card = forms.CharField(
        label=_("Name on the card"),
        help_text=_(
            "Empty: the whole name. A short form is saved at once, another name is looked at first."
        ),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    share_name = forms.BooleanField(label=_("The card shows my name"), required=False)
    email = forms.ChoiceField(label=_("Letters go to"))
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language of letters and cards"), choices=settings.LANGUAGES
    )
    field_order = ("name", "name_on_card", "share_name", "email", "phone", "language")

    def __init__(
        self, *args: Any, addresses: list[str], approve_address: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].choices = [(each, each) for each in addresses]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        if approve_address:
            self.fields["address"].help_text = _(
                "Your co-op looks at a change of the address first."
            )

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])

    def clean_name_on_card(self) -> str:
        return plain_name(self.cleaned_data["name_on_card"])


class DeclineForm(forms.Form):
    reason = forms.CharField(
        label=_("Why not?"),
        help_text=_("The member reads this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Say why, so that the member knows what to do.")},
    )


class OwnChangesForm(forms.Form):
    approve_address = forms.BooleanField(
        label=_("The team looks at each change of an address first"),
        help_text=_("Otherwise members change it themselves, and the register says so at once."),
        required=False,
    )
