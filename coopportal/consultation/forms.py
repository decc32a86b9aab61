"""What somebody is asked who writes a comment. Their address is for letters alone."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopportal.consultation.subjects import WHOLE, offered, read
from coopportal.forms import TrappedForm, email_field
from tenants.forms.applying import plain_name


class CommentForm(TrappedForm):
    about = forms.ChoiceField(
        label=_("What is it about?"),
        error_messages={
            "required": _("Choose what your comment is about."),
            "invalid_choice": _("Choose what your comment is about."),
        },
    )
    text = forms.CharField(
        label=_("Your comment"),
        help_text=_("Everybody can read it once it is published. Tell nothing about other people."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        error_messages={"required": _("Write your comment.")},
    )
    name = forms.CharField(
        label=_("Name to show with it"),
        help_text=_("Leave it empty if no name should be shown."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
    )
    organisation = forms.CharField(
        label=_("Co-op or organisation to show with it"),
        help_text=_("Leave it empty if you speak for yourself."),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )
    email = email_field()
    consent = forms.BooleanField(
        label=_("You may publish my comment. My email address is shown to nobody."),
        error_messages={"required": _("Agree that it is published, or nobody can read it.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = offered()  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        self.fields["about"].initial = WHOLE

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])

    def clean_organisation(self) -> str:
        return plain_name(self.cleaned_data["organisation"])

    def told(self) -> dict[str, Any]:
        """What the service keeps."""
        values = self.cleaned_data
        kept = {key: values[key] for key in ("text", "name", "organisation", "email")}
        return {**kept, **read(values["about"])}
