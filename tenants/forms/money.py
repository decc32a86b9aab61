"""What is asked about money: what is due, what came, how the co-op is paid."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tenants.forms.naming import name_fields
from tenants.forms.shares import LEAST, amount
from tenants.models import Due, MembershipClass, MoneyEntry

Method = MoneyEntry.Method
LETTER_A = ord("A")


def day(label: Any, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter this day."),
            "invalid": _("Enter the day as a date."),
        },
    )


class MoneyFilterForm(forms.Form):
    q = forms.CharField(label=_("Name, member number or reference"), max_length=100, required=False)
    kind = forms.ChoiceField(
        label=_("What for"), choices=[("", _("Everything")), *Due.Kind.choices], required=False
    )
    of: Any = forms.ModelChoiceField(
        label=_("Kind of membership"),
        queryset=None,
        to_field_name="code",
        empty_label=_("All kinds"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = MembershipClass.objects.filter(visiting=False)
        self.fields["of"].queryset = rows  # type: ignore[attr-defined]  # -- a ModelChoiceField, above


class AskForm(forms.Form):
    kind = forms.ChoiceField(label=_("What for"), choices=Due.Kind.choices)
    title = forms.CharField(
        label=_("In a few words"),
        help_text=_("As the member reads it. Empty for the usual words."),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    amount = amount(_("Amount"), min_value=LEAST)
    due_on = day(_("To be paid by"))

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_currency(self, currency)


class ReceiveForm(forms.Form):
    amount = amount(_("Amount"), min_value=LEAST)
    on = day(_("It came on"))
    method = forms.ChoiceField(label=_("How"), choices=Method.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Note"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, currency: str, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        _say_currency(self, currency)

    def clean_on(self) -> date:
        found: date = self.cleaned_data["on"]
        if found > self.today:
            said = _("Choose {day} or an earlier day.")
            raise forms.ValidationError(said.format(day=date_format(self.today, "DATE_FORMAT")))
        return found


class LetGoForm(forms.Form):
    action = forms.ChoiceField(
        label=_("What happens to it"),
        choices=[
            (MoneyEntry.Kind.WAIVED, _("Waived: the co-op does without it")),
            (MoneyEntry.Kind.WRITTEN_OFF, _("Written off: nobody expects it any more")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words why.")},
    )


class SuspendForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("For the team only."),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words why.")},
    )


class MoneyRulesForm(forms.Form):
    asks = forms.BooleanField(
        label=_("Fees and shares become due by themselves"),
        help_text=_(
            "As your kinds of membership say: with an application, and before each new term. "
            "Without this, your team writes down what is due."
        ),
        required=False,
    )
    due_days = forms.IntegerField(
        label=_("Days to pay, for applicants"), min_value=0, max_value=365
    )
    letters = forms.BooleanField(
        label=_("Letters say that something is due"),
        help_text=_(
            "One before the day, one when it was not paid in time. Each once, with the way to pay; "
            "you can change the words under Messages."
        ),
        required=False,
    )
    letter_days_before = forms.IntegerField(
        label=_("Days before, for the first letter"),
        help_text=_("0 for none."),
        min_value=0,
        max_value=60,
        initial=7,
    )
    letter_days_after = forms.IntegerField(
        label=_("Days after, for the second letter"), min_value=0, max_value=60, initial=7
    )
    holder = forms.CharField(
        label=_("Whose account it is"),
        max_length=70,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    iban = forms.CharField(label=_("IBAN"), max_length=42, required=False)
    bic = forms.CharField(label=_("BIC"), max_length=11, required=False)
    how = forms.CharField(
        label=_("Other ways to pay"),
        help_text=_("In words, such as: cash in the shop on Saturdays."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_fields(self)

    def clean_iban(self) -> str:
        """Two letters, two digits that check the rest, and no other than letters and digits."""
        typed = "".join(str(self.cleaned_data["iban"]).split()).upper()
        if typed and not is_iban(typed):
            raise forms.ValidationError(_("This IBAN is not right. Look at each character again."))
        return typed

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if found.get("iban") and not found.get("holder"):
            self.add_error("holder", _("Enter whose account it is."))
        return found


def is_iban(typed: str) -> bool:
    """By ISO 13616: moved round and read as one number, it leaves 1 when divided by 97."""
    shortest, longest, base = 15, 34, 10
    if not (shortest <= len(typed) <= longest and typed.isascii() and typed.isalnum()):
        return False
    moved = typed[4:] + typed[:4]
    digits = "".join(each if each.isdigit() else str(ord(each) - LETTER_A + base) for each in moved)
    return typed[:2].isalpha() and typed[2:4].isdigit() and int(digits) % 97 == 1


def _say_currency(form: forms.Form, currency: str) -> None:
    form.fields["amount"].label = f"{form.fields['amount'].label} ({currency})"
    name_fields(form)
