"""What a co-op says of itself, what a voucher answers, what a federation writes down."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from credentials import accreditations
from credentials.models import Accreditation, Finding
from tenants.dates import add_months
from tenants.models import Cooperative, MembershipClass

DOMAIN = RegexValidator(
    r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$",
    _("Enter the domain alone, like oakstreet.coop."),
)
MONTHS = 12


class AskForm(forms.Form):
    """One page, for a co-op that knows who it is."""

    body = forms.ChoiceField(
        label=_("Which federation do you ask?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the federation that you ask.")},
    )
    legal_name = forms.CharField(
        label=_("Registered name"),
        max_length=200,
        error_messages={"required": _("Enter the name under which the co-op is registered.")},
    )
    trading_name = forms.CharField(label=_("Name that people know"), max_length=200, required=False)
    registration_number = forms.CharField(
        label=_("Registration number"),
        max_length=60,
        error_messages={"required": _("Enter the registration number.")},
    )
    registration_authority = forms.CharField(
        label=_("Where it is registered"),
        help_text=_("The name of the register, such as Mutuals Public Register."),
        max_length=200,
        error_messages={"required": _("Enter the name of the register.")},
    )
    jurisdiction = forms.RegexField(
        r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$",
        label=_("Country of the register"),
        help_text=_("Its code, such as GB, or GB-SCT for a part of the country."),
        error_messages={
            "required": _("Enter the code of the country."),
            "invalid": _(
                "Enter two capital letters, like GB, or a part of a country, like GB-SCT."
            ),
        },
    )
    register_url = forms.URLField(
        label=_("Link to the entry in the register"),
        max_length=500,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("Enter the whole link, beginning with https://.")},
    )
    category = forms.ChoiceField(
        label=_("What are you?"),
        widget=forms.RadioSelect,
        choices=Accreditation.Category.choices,
        error_messages={"required": _("Choose what you are.")},
    )
    membership_base = forms.MultipleChoiceField(
        label=_("Who are the members?"),
        widget=forms.CheckboxSelectMultiple,
        choices=MembershipClass.Kind.choices,
        error_messages={"required": _("Choose at least one kind of members.")},
    )
    domain = forms.CharField(
        label=_("A domain that you own"),
        help_text=_("Such as oakstreet.coop. We then tell you how to show that it is yours."),
        max_length=253,
        required=False,
    )
    domain_proof = forms.ChoiceField(
        label=_("How will you show that the domain is yours?"),
        widget=forms.RadioSelect,
        choices=Accreditation.Proof.choices,
        initial=Accreditation.Proof.FILE,
        required=False,
    )
    first = forms.ChoiceField(
        label=_("First co-op that vouches for you"),
        help_text=_("Choose co-ops that know you. Their owners are asked."),
        error_messages={"required": _("Choose a co-op that vouches for you.")},
    )
    second = forms.ChoiceField(
        label=_("Second co-op that vouches for you"),
        error_messages={"required": _("Choose a second co-op that vouches for you.")},
    )
    body_may_issue = forms.BooleanField(
        label=_("The federation may make cards for our members as well"), required=False
    )

    def __init__(self, *args: Any, here: Cooperative, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [(str(each.pk), each.name) for each in accreditations.bodies()]
        others = [(str(each.pk), each.name) for each in accreditations.possible_vouchers()]
        self._give("body", bodies)
        for name in ("first", "second"):
            self._give(name, [("", _("Choose a co-op")), *others])
        if len(bodies) == 1:
            self.fields["body"].initial = bodies[0][0]
        region = f"-{here.region}" if here.region and here.region.isalnum() else ""
        self.fields["jurisdiction"].initial = f"{here.country}{region}" if here.country else ""
        self.fields["trading_name"].initial = here.name

    def _give(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # -- a ChoiceField, declared above

    def clean_domain(self) -> str:
        """However it was typed; what was copied from the browser is fine."""
        typed = str(self.cleaned_data["domain"]).strip().lower()
        domain = re.sub(r"^https?://|/.*$", "", typed)
        if domain:
            DOMAIN(domain)
        return domain

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        first, second = found.get("first"), found.get("second")
        if first and first == second:
            self.add_error("second", _("Choose another co-op than the first."))
        for name in ("first", "second"):
            if found.get(name) and found.get(name) == found.get("body"):
                self.add_error(name, _("Choose a co-op other than the federation that you ask."))
        if found.get("domain") and not found.get("domain_proof"):
            self.add_error("domain_proof", _("Choose how you will show it."))
        return found

    def told(self) -> dict[str, Any]:
        """What the co-op says of itself, by the names under which it is kept."""
        found = self.cleaned_data
        names = (
            "legal_name",
            "trading_name",
            "registration_number",
            "registration_authority",
            "jurisdiction",
            "category",
            "register_url",
            "domain",
            "body_may_issue",
        )
        return {
            **{name: found[name] for name in names},
            "membership_base": tuple(found["membership_base"]),
            "domain_proof": found["domain_proof"] if found["domain"] else "",
        }

    def vouchers(self) -> list[Cooperative]:
        keys = [self.cleaned_data["first"], self.cleaned_data["second"]]
        return list(Cooperative.objects.filter(pk__in=keys))


class TextForm(forms.Form):
    """One text, asked in the words of the page that asks."""

    text = forms.CharField(max_length=2000, widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}))

    def __init__(self, *args: Any, label: Any, hint: Any = "", missing: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        field.label, field.help_text = label, hint
        field.error_messages["required"] = missing


class VouchForm(forms.Form):
    sentence = forms.CharField(
        label=_("How do you know them?"),
        help_text=_("One sentence. The co-op and the federation read it with your name."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
        error_messages={"required": _("Write one sentence to vouch, or decline.")},
    )


class SeenForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What did you look at?"),
        widget=forms.RadioSelect,
        choices=Finding.Kind.choices,
        error_messages={"required": _("Choose what you looked at.")},
    )
    seen_on = forms.DateField(
        label=_("When?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the day on which you looked."),
            "invalid": _("Enter the day as a date."),
        },
    )
    note = forms.CharField(
        label=_("What did you see?"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen_on": today}
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_seen_on(self) -> date:
        day: date = self.cleaned_data["seen_on"]
        if day > self.today:
            raise forms.ValidationError(_("Enter a day that is not in the future."))
        return day


class GiveForm(forms.Form):
    """How sure, under which conditions, until when."""

    assurance = forms.ChoiceField(
        label=_("What does your word rest on?"),
        help_text=_("The strongest that you have seen. Others decide by it whom they trust."),
        widget=forms.RadioSelect,
        choices=Accreditation.Assurance.choices,
        error_messages={"required": _("Choose what your word rests on.")},
    )
    valid_until = forms.DateField(
        label=_("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter the last day."),
            "invalid": _("Enter the last day as a date."),
        },
    )
    conditions = forms.CharField(
        label=_("Conditions"),
        help_text=_("What the co-op has to do, and by when. Only the two of you read it."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        latest = add_months(today, MONTHS)
        kwargs["initial"] = {"valid_until": latest, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.today, self.latest = today, latest

    def clean_valid_until(self) -> date:
        day: date = self.cleaned_data["valid_until"]
        if not self.today < day <= self.latest:
            within = _("Choose a day to come, {latest} at the latest: a year from now.")
            raise forms.ValidationError(
                within.format(latest=date_format(self.latest, "DATE_FORMAT"))
            )
        return day
