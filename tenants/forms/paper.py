"""A signed application on paper, as staff type it in; and a picture of it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tenants.forms.naming import name_fields
from tenants.models import MembershipClass

NOBODY: Final = "nobody"
MOST_BYTES: Final = 8 * 1024 * 1024
KNOWN_BY: Final = (
    ("inPerson", _("I met the person")),
    ("documentChecked", _("I saw a document with name and picture")),
    ("paymentVerified", _("The payment came in under this name")),
    ("vouched", _("Somebody we know vouched for the person")),
)


def _day(label: Any, hint: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a day as a date.")},
    )


class PaperForm(forms.Form):
    membership_class: Any = forms.ModelChoiceField(
        label=_("Kind of membership"), queryset=None, to_field_name="code", empty_label=None
    )
    name = forms.CharField(
        label=_("Full name"), max_length=200, widget=forms.TextInput(attrs={"dir": "auto"})
    )
    name_on_card = forms.CharField(
        label=_("Name on the card"),
        help_text=_("Leave it empty for the full name."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    share_name = forms.BooleanField(
        label=_("The person agreed that the card shows the name"), required=False, initial=True
    )
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("Optional. Without one, print a card or a letter with a code."),
        required=False,
        error_messages={"invalid": _("Enter an email address like name@example.org.")},
    )
    phone = forms.CharField(label=_("Phone number"), max_length=40, required=False)
    postcode = forms.CharField(label=_("Postcode"), max_length=16, required=False)
    language = forms.ChoiceField(
        label=_("Language of letters"), choices=settings.LANGUAGES, required=False
    )
    signed_on = _day(_("Date on the paper"), _("The day the person signed."))
    seen_on = _day(_("Date you saw it"), _("The day you had the signed paper in your hands."))
    filed = forms.CharField(
        label=_("Where it is filed"),
        help_text=_("For example: green folder 2026, number 14."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    scan = forms.FileField(
        label=_("Picture of the paper"),
        help_text=_("Optional: PNG, JPEG or WebP, at most 8 MB. Only your team can open it."),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    known_by = forms.MultipleChoiceField(
        label=_("How do you know who it is?"),
        help_text=_("The card tells partners the kind of check and its day, nothing else."),
        choices=KNOWN_BY,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    send_card = forms.BooleanField(
        label=_("Send the card now"),
        help_text=_("Only with an email address. Otherwise invite the person later."),
        required=False,
        initial=True,
    )
    person = forms.ChoiceField(
        label=_("Is this somebody you have already?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Choose one of the people below.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        kinds: Any = self.fields["membership_class"]
        kinds.queryset = MembershipClass.objects.filter(visiting=False, closed_at=None)
        kinds.error_messages["invalid_choice"] = _("Choose a kind of membership.")
        name_fields(self)

    def offer(self, people: list[tuple[str, str]]) -> None:
        """Ask whether it is one of these people, before anybody is entered twice."""
        choice: Any = self.fields["person"]
        choice.choices = [*people, (NOBODY, _("No, this is somebody new"))] if people else []

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_signed_on(self) -> date:
        return self._past("signed_on")

    def clean_seen_on(self) -> date:
        return self._past("seen_on")

    def _past(self, field: str) -> date:
        day: date = self.cleaned_data[field]
        if day > self.today:
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_scan(self) -> bytes | None:
        """Its bytes; they are drawn anew before anything is kept."""
        given = self.cleaned_data["scan"]
        if not given:
            return None
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 8 MB."))
        content: bytes = given.read()
        return content
