"""What somebody who is interested is asked. Nothing of it is repeated in a mail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopportal.forms import TrappedForm, email_field
from coopportal.interest import choices
from tenants.countries import countries
from tenants.forms.applying import plain_name
from tenants.models import Cooperative, Interest

CHOOSE = ("", _("Choose"))
NOBODY = ("", _("Nobody else"))


class InterestForm(TrappedForm):
    kind = forms.ChoiceField(
        label=_("Who is interested?"),
        choices=Interest.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you write for a co-op or as a person.")},
    )
    organisation = forms.CharField(
        label=_("Name of the co-op"),
        help_text=_("Leave it empty if you write as a person."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Enter your name.")},
    )
    role = forms.ChoiceField(label=_("Your role"), choices=[CHOOSE, *choices.ROLES], required=False)
    country = forms.ChoiceField(
        label=_("Country"),
        widget=forms.Select(attrs={"autocomplete": "country"}),
        error_messages={
            "required": _("Choose your country."),
            "invalid_choice": _("Choose your country."),
        },
    )
    sector = forms.ChoiceField(
        label=_("Sector"),
        help_text=_("What the co-op does, or what you care about."),
        choices=[CHOOSE, *choices.SECTORS],
        error_messages={"required": _("Choose a sector.")},
    )
    wishes = forms.MultipleChoiceField(
        label=_("What would you like to do?"),
        help_text=_("Choose one or more."),
        choices=choices.WISHES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what you would like to do.")},
    )
    use_cases = forms.MultipleChoiceField(
        label=_("Which use cases interest you?"),
        choices=choices.USES,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    hopes = forms.CharField(
        label=_("What do you hope for?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    email = email_field()
    language = forms.ChoiceField(
        label=_("Language you like to be written to in"),
        help_text=_("Our automatic emails are in English for now."),
        choices=choices.LANGUAGES,
        initial="en",
    )
    federation = forms.ChoiceField(
        label=_("Who else may read this?"),
        help_text=_("The people who run this portal read it. You may pass it on to a federation."),
        required=False,
    )
    consent = forms.BooleanField(
        label=_("You may contact me about this."),
        error_messages={"required": _("Agree to be contacted, or we cannot answer you.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.federations = {
            str(each.pk): each
            for each in Cooperative.objects.filter(level=Cooperative.Level.SECONDARY)
            .exclude(state=Cooperative.State.CLOSED)
            .order_by("name")
        }
        named = [(key, each.name) for key, each in self.federations.items()]
        self._offer("country", [CHOOSE, *countries()])
        self._offer("federation", [NOBODY, *named])
        if not named:
            del self.fields["federation"]

    def _offer(self, name: str, offered: list[Any]) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])

    def clean_organisation(self) -> str:
        return plain_name(self.cleaned_data["organisation"])

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        coop = values.get("kind") == Interest.Kind.COOP
        if coop and not values.get("organisation") and "organisation" not in self.errors:
            self.add_error("organisation", _("Enter the name of the co-op."))
        if choices.TRY in values.get("wishes", ()) and not values.get("use_cases"):
            self.add_error("use_cases", _("Choose which use case you would like to try."))
        return values

    def answers(self) -> dict[str, Any]:
        """What the service keeps."""
        values = {
            key: value
            for key, value in self.cleaned_data.items()
            if key not in {"url", "consent", "federation"}
        }
        if values["kind"] == Interest.Kind.PERSON:
            values["organisation"] = ""
        return {
            **values,
            "federation": self.federations.get(self.cleaned_data.get("federation", "")),
        }
