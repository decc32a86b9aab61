"""What an applicant is asked, one form per page."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tenants import offers
from tenants.models import Bylaws, Cooperative, MembershipClass, PrivacyNotice

YES, NO = "yes", "no"


class HintedRadioSelect(forms.RadioSelect):
    """Radio buttons with a line below each label."""

    hints: dict[str, str]

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        return {**option, "hint": self.hints.get(str(value), "")}


class ClassForm(forms.Form):
    membership_class = forms.ChoiceField(
        label=_("How would you like to join?"),
        widget=HintedRadioSelect,
        error_messages={
            "required": _("Choose how you would like to join."),
            "invalid_choice": _("Choose one of the kinds of membership below."),
        },
    )

    def __init__(
        self, *args: Any, classes: list[MembershipClass], here: Cooperative, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["membership_class"]
        field.choices = [(str(each.code), each.said("name")) for each in classes]  # type: ignore[attr-defined]  # -- a ChoiceField, declared above
        field.widget.hints = {
            str(each.code): " · ".join(
                filter(
                    None,
                    (each.said("price"), each.said("description"), *offers.sentences(each, here)),
                )
            )
            for each in classes
        }
        if len(classes) == 1:
            field.initial = str(classes[0].code)


class DetailsForm(forms.Form):
    """Asked once: who, and where letters reach them. `url` is a trap that no person sees.

    `organisation`: this kind of membership is for organisations alone, and its name is asked for.
    """

    name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"}),
        error_messages={"required": _("Enter your full name.")},
    )
    name_on_card = forms.CharField(
        label=_("Name on your card"),
        help_text=_("Only if it should be another one than your full name."),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        help_text=_("We send a code there now, and your card later."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address."),
            "invalid": _("Enter an email address in the correct format, like name@example.org."),
        },
    )
    phone = forms.CharField(
        label=_("Phone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    postcode = forms.CharField(
        label=_("Postcode"),
        max_length=16,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code"}),
    )
    message = forms.CharField(
        label=_("Anything we should know?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
    url = forms.CharField(required=False)

    def __init__(self, *args: Any, organisation: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if organisation:
            name = self.fields["name"]
            name.label = _("Name of the organisation")
            name.help_text = _(
                "As it is registered. Who speaks for it, you say when it is a member."
            )
            name.error_messages["required"] = _("Enter the name of the organisation.")
            name.widget.attrs["autocomplete"] = "organization"

    def clean_name(self) -> str:
        return plain_name(self.cleaned_data["name"])

    def clean_name_on_card(self) -> str:
        return plain_name(self.cleaned_data["name_on_card"])

    def clean_url(self) -> str:
        """Filled in by a program, which gives up; a person simply sends the page again."""
        if self.cleaned_data["url"]:
            raise forms.ValidationError(
                _("This looked as if a program had filled it in. Please send the page once more.")
            )
        return ""


class CheckForm(forms.Form):
    """The declaration. It names the version that was on offer, so that nobody accepts another."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    notice = forms.IntegerField(widget=forms.HiddenInput, required=False)
    share_name = forms.ChoiceField(
        label=_("May your card show your name?"),
        help_text=_(
            "With a name, other co-ops can see from a photo ID that the card is yours. "
            "You can change this later."
        ),
        choices=[
            (YES, _("Yes, show my name")),
            (NO, _("No, only my membership number")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether your card may show your name.")},
    )
    accept = forms.BooleanField(
        error_messages={"required": _("Accept the bylaws to send your application.")},
    )

    of_age = forms.BooleanField(
        error_messages={"required": _("Only who is old enough may join as this kind of member.")},
    )

    def __init__(
        self,
        *args: Any,
        bylaws: Bylaws | None,
        notice: PrivacyNotice | None,
        minimum_age: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if minimum_age is None:
            del self.fields["of_age"]
        else:
            self.fields["of_age"].label = ngettext(
                "I am at least {years} year old", "I am at least {years} years old", minimum_age
            ).format(years=minimum_age)
        self.current = bylaws
        self.shown = notice
        if notice is None:
            del self.fields["notice"]
        else:
            self.fields["notice"].initial = notice.version
        if bylaws is None:
            del self.fields["version"], self.fields["accept"]
            return
        self.fields["version"].initial = bylaws.version
        self.fields["accept"].label = _("I have read version {number} and accept it").format(
            number=bylaws.version
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.current is not None and cleaned.get("version") != self.current.version:
            self.data = {**_typed(self.data), "version": self.current.version}
            self.add_error(
                "accept", _("The bylaws have changed just now. Read the new version and accept it.")
            )
        if self.shown is not None and cleaned.get("notice") != self.shown.version:
            self.data = {**_typed(self.data), "notice": self.shown.version}
            self.add_error(
                None,
                _("The privacy notice has changed just now. Read it, and send the page once more."),
            )
        return cleaned


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Code from the email"),
        help_text=_("Six digits"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Enter the code from the email.")},
    )


class AnswerForm(forms.Form):
    """A message of the applicant; `asked` says that the co-op waits for it."""

    answer = forms.CharField(
        label=_("Your message"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto"}),
        error_messages={"required": _("Write your message.")},
    )

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked:
            self.fields["answer"].label = _("Your answer")
            self.fields["answer"].error_messages["required"] = _("Write your answer.")


def _typed(data: Any) -> dict[str, Any]:
    return {name: data.get(name) for name in data}


def plain_name(name: str) -> str:
    """A name as people write it. Addresses in it would turn our letters into somebody's advertisement."""
    plain = " ".join(name.split())
    if any(unicodedata.category(ch) == "Cc" or ch in "<>" for ch in plain) or "://" in plain:
        raise forms.ValidationError(_("Enter a name without web addresses or the signs < and >."))
    return plain
