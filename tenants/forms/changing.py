"""What staff are asked before a name or the kind of a membership is changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tenants.forms.applying import plain_name
from tenants.models import MembershipClass


class NameForm(forms.Form):
    name = forms.CharField(
        label=_("Full name"),
        help_text=_("As it stands on the register."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Enter the full name.")},
    )
    name_on_card = forms.CharField(
        label=_("Name on the card"),
        help_text=_("Leave it empty to show the full name."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    share_name = forms.BooleanField(label=_("The card shows the name"), required=False)
    seen_name = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    seen_name_on_card = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    seen_share_name = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])

    def clean_name_on_card(self) -> str:
        return plain_name(self.cleaned_data["name_on_card"])


class ClassForm(forms.Form):
    """To which kind, and from which day: one that the membership still has."""

    to = forms.ChoiceField(
        label=_("New kind of membership"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the new kind of membership.")},
    )
    on = forms.DateField(
        label=_("From"),
        help_text=_("Today, or a day to come. The new card is made on that day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day from which it holds."),
            "invalid": _("Enter the day as a date."),
        },
    )

    def __init__(
        self, *args: Any, kinds: Sequence[MembershipClass], today: date, last: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today
        self.kinds = {str(kind.code): kind for kind in kinds}
        self.today, self.last = today, last
        choices = [(code, kind.name) for code, kind in self.kinds.items()]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if not self.today <= day <= self.last:
            within = _("Choose a day from {first} to {last}, within the membership.")
            first, last = (date_format(each, "DATE_FORMAT") for each in (self.today, self.last))
            raise forms.ValidationError(within.format(first=first, last=last))
        return day
