"""Three short forms: who you are, where letters come from, the first co-op."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coopportal import presets
from tenants.models import Cooperative


class OperatorForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("You sign in with it. A code is sent to it each time."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address like name@example.org."),
        },
    )


class MailForm(forms.Form):
    sender = forms.EmailField(
        label=_("Letters come from"),
        help_text=_("An address of your own domain that your mail server may send from."),
        error_messages={
            "required": _("Enter the address that letters come from."),
            "invalid": _("Enter an email address like portal@example.org."),
        },
    )
    email = forms.EmailField(
        label=_("Send the test mail to"),
        help_text=_("Your own address. Correct it here if you mistyped it before."),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address like name@example.org."),
        },
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the test mail"),
        help_text=_("Six digits. It works for half an hour."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
        error_messages={"required": _("Enter the six digits.")},
    )

    def clean_code(self) -> str:
        return "".join(c for c in str(self.cleaned_data["code"]) if c.isdigit())


class OpeningForm(forms.Form):
    """A co-op and its first steward. Address and number prefix are proposed from the name."""

    name = forms.CharField(
        label=_("Name of the co-op"),
        max_length=200,
        error_messages={"required": _("Enter the name of the co-op.")},
    )
    slug = forms.CharField(
        label=_("Address"),
        help_text=_("Part of every link and card, and never changed: green-valley."),
        max_length=60,
        required=False,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]*$", _("Use small letters, digits and hyphens only.")
            )
        ],
    )
    number_prefix = forms.CharField(
        label=_("Member numbers begin with"),
        help_text=_("Two or three letters: GV makes GV-000001."),
        max_length=8,
        required=False,
    )
    preset = forms.ChoiceField(
        label=_("Kinds of membership to begin with"),
        choices=presets.CHOICES,
        initial=presets.CHOICES[0][0],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how to begin. It can be changed later.")},
    )
    place = forms.CharField(label=_("Town"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("Email address of the co-op"),
        help_text=_("Members see it and may write to it."),
        error_messages={
            "required": _("Enter the email address of the co-op."),
            "invalid": _("Enter an email address like office@example.org."),
        },
    )
    steward_email = forms.EmailField(
        label=_("Email address of its first steward"),
        help_text=_("Gets an invitation, and may do everything at this co-op."),
        error_messages={
            "required": _("Enter the email address of the first steward."),
            "invalid": _("Enter an email address like name@example.org."),
        },
    )

    def __init__(self, *args: Any, resume: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resume = resume  # the very first co-op may be one whose opening was interrupted

    def clean(self) -> dict[str, Any]:
        values = dict(super().clean() or {})
        name = str(values.get("name", ""))
        slug = values.get("slug") or slugify(name)[:60]
        if name and "slug" not in self.errors:
            if not slug:
                self.add_error("slug", _("Enter an address in plain letters."))
            elif not self.resume and Cooperative.objects.filter(slug=slug).exists():
                self.add_error(
                    "slug", _("Another co-op has this address already. Choose another one.")
                )
        prefix = values.get("number_prefix") or "".join(word[0] for word in slug.split("-") if word)
        return {**values, "slug": slug, "number_prefix": str(prefix).upper()[:8]}
