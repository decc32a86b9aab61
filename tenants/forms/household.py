"""Who is to have a further card of a membership."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tenants.forms.applying import plain_name
from tenants.household import Person
from tenants.models import MembershipClass

FIRST_YEAR, LAST_YEAR = 1900, 2100


class HolderForm(forms.Form):
    """The year of birth is asked only where the kind of membership has a youngest age."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
        error_messages={"required": _("Enter the full name.")},
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        min_value=FIRST_YEAR,
        max_value=LAST_YEAR,
        error_messages={"required": _("Enter the year of birth, such as 1998.")},
    )
    email = forms.EmailField(
        label=_("Their own email address"),
        help_text=_("Leave it empty, and the member gets the card for them."),
        required=False,
        error_messages={"invalid": _("Enter an email address like name@example.org.")},
    )
    share_name = forms.BooleanField(
        label=_("The card shows the name"), required=False, initial=True
    )

    def __init__(self, *args: Any, kind: MembershipClass, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind.holders_age:
            said = _("For a card they have to be {age} in the course of this year.")
            self.fields["birth_year"].help_text = said.format(age=kind.holders_age)
        else:
            del self.fields["birth_year"]

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])

    @property
    def person(self) -> Person:
        said = self.cleaned_data
        return Person(said["name"], said.get("birth_year"), said["email"], said["share_name"])
