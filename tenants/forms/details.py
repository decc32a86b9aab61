"""What staff write down of a member beside the name, and who speaks for an organisation."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenants import addresses
from tenants.countries import countries
from tenants.forms.applying import plain_name
from tenants.models import Member

MISSING = {
    "address": _("Enter the street and number, as on an envelope."),
    "postcode": _("Letters to this country need a postcode."),
    "town": _("Enter the town."),
    "region": _("Letters to this country need the state or region."),
    "country": _("Choose the country."),
}
WRONG = {
    "postcode": _("Postcodes of this country look different. Check it."),
    "region": _("That state or region is not known in this country. Check how it is written."),
    "country": _("Choose a country from the list."),
}
_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AddressFields(forms.Form):
    """An address by the rules of its country."""

    address = forms.CharField(
        label=_("Street and number"),
        help_text=_("As on an envelope, at most four lines. The town has a field of its own."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto", "autocomplete": "off"}),
    )
    postcode = forms.CharField(label=_("Postcode"), max_length=16, required=False)
    town = forms.CharField(
        label=_("Town"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    region = forms.CharField(
        label=_("State or region"),
        help_text=_("Only where addresses have one."),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    country = forms.ChoiceField(label=_("Country"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", _("Choose")), *countries()]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def clean_address(self) -> str:
        lines = [" ".join(line.split()) for line in self.cleaned_data["address"].splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > 4:  # noqa: PLR2004 -- what fits on an envelope
            raise forms.ValidationError(_("At most four lines fit on an envelope."))
        return "\n".join(lines)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        parts = {name: found.get(name, "") for name in addresses.OURS.values()}
        if not self.errors.keys() & set(addresses.OURS.values()):
            for name, what in addresses.mistakes(addresses.Address(**parts)).items():
                self.add_error(name, (MISSING if what == "required" else WRONG)[name])
        return found


class DetailsForm(AddressFields):
    kind = forms.ChoiceField(
        label=_("This member is"),
        choices=[(each.value, each.label) for each in Member.Kind],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether this is a person or an organisation.")},
    )
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("Letters go there. Who signs in with another address keeps it."),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Enter an email address like name@example.org.")},
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    on = forms.DateField(
        label=_("Right since"),
        help_text=_("The register says so from that day on, also if it lies back."),
        widget=_day,
        error_messages={
            "required": _("Enter since when this is right."),
            "invalid": _("Enter a date."),
        },
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Kept with the change, such as: she wrote that she moved."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words why this is changed.")},
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = ["kind", "email", "phone", "language", "address", "postcode", "town", "region"]

    def __init__(self, *args: Any, today: date, first: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.first = today, first

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not self.first <= day <= self.today:
            raise forms.ValidationError(
                _("Choose a day between joining and today: nothing is known of other days.")
            )
        return day


class RepresentativeForm(forms.Form):
    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Enter the name.")},
    )
    role = forms.CharField(
        label=_("Role"),
        help_text=_("Such as chair, or managing director."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        required=False,
        error_messages={"invalid": _("Enter an email address like name@example.org.")},
    )
    votes = forms.BooleanField(
        label=_("Votes for the organisation"),
        help_text=_("One person does. Whoever had the vote before keeps the role without it."),
        required=False,
    )
    from_on = forms.DateField(
        label=_("Since"),
        widget=_day,
        error_messages={
            "required": _("Enter since when."),
            "invalid": _("Enter a date."),
        },
    )

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])


class LastDayForm(forms.Form):
    on = forms.DateField(
        label=_("Last day"),
        widget=_day,
        error_messages={
            "required": _("Enter the last day."),
            "invalid": _("Enter a date."),
        },
    )

    def __init__(self, *args: Any, first: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day < self.first:
            raise forms.ValidationError(_("That is before it began."))
        return day
