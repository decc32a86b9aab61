"""What an owner says about the co-op, and its texts."""

from __future__ import annotations

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from tenants.countries import countries
from tenants.forms.applying import plain_name


class DescriptionForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the co-op"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Enter the name of the co-op.")},
    )
    about = forms.CharField(
        label=_("What the co-op does"),
        help_text=_("One or two sentences. They stand on your public page."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        error_messages={"required": _("Say what the co-op does.")},
    )
    colour = forms.CharField(
        label=_("Colour"),
        help_text=_("Used on your cards. For text we use a darker or lighter one where needed."),
        max_length=7,
        validators=[
            RegexValidator(r"^#[0-9A-Fa-f]{6}$", _("Enter a colour like #0B5D4B.")),
        ],
        widget=forms.TextInput(attrs={"type": "color"}),
        error_messages={"required": _("Choose a colour.")},
    )
    sector = forms.CharField(
        label=_("Sector"),
        help_text=_("One word, such as food, housing or culture."),
        max_length=60,
        required=False,
    )
    place = forms.CharField(label=_("Town"), max_length=120, required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    email = forms.EmailField(
        label=_("Email address of the co-op"),
        help_text=_("Members see it and may write to it."),
        error_messages={
            "required": _("Enter the email address of the co-op."),
            "invalid": _("Enter an email address like office@example.org."),
        },
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Enter a web address like https://example.org.")},
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # -- what Django's forms take
        self.fields["country"].choices = [("", _("Choose")), *countries()]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])

    def clean_sector(self) -> str:
        return str(self.cleaned_data["sector"]).strip().lower()


class TextForm(forms.Form):
    """A draft of the rules or of the privacy notice."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Enter a title.")},
    )
    text = forms.CharField(
        label=_("Text"),
        help_text=_("An empty line begins a new paragraph."),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 18, "dir": "auto"}),
        error_messages={"required": _("Enter the text.")},
    )
    changes = forms.CharField(
        label=_("What is new, in a sentence"),
        help_text=_("Stands beside the version, for people who know the one before."),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
