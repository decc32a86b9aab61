"""What is asked when shares of a member change: how many, at which price, from which day, and why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from tenants.forms.naming import name_fields
from tenants.holding import Held
from tenants.models import Member
from tenants.offers import money

MOST: Final = 100_000
LEAST: Final = Decimal("0.01")


def amount(label: Any, help_text: Any = "", **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        max_digits=12,
        decimal_places=2,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        localize=True,
        error_messages={
            "required": _("Enter an amount."),
            "invalid": _("Enter an amount such as 12 or 12.50."),
        },
        **kwargs,
    )


class ShareForm(forms.Form):
    """Day and reason, which all of them ask for."""

    on = forms.DateField(
        label=_("Holds since"),
        help_text=_("The day may lie back: the register then says so for all days since."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Enter this day."),
            "invalid": _("Enter the day as a date."),
        },
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words why.")},
    )
    anyway = forms.BooleanField(label=_("Write it down all the same"), required=False)

    def __init__(
        self,
        *args: Any,
        today: date,
        held: Held,
        minimum: int,
        currency: str,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(*args, initial={"on": today, **(initial or {})})  # type: ignore[misc]  # -- never given in args
        self.today, self.held, self.minimum, self.currency = today, held, minimum, currency
        self.few = False
        for name, field in self.fields.items():
            if isinstance(field, forms.DecimalField) and name != "count":
                field.label = f"{field.label} ({currency})"
        if not self.data.get("anyway"):
            self.fields["anyway"].widget = forms.HiddenInput()
        name_fields(self)
        self.order_fields(["count", "price", "paid", "amount", "to", "on", "reason", "anyway"])

    def after(self) -> int:
        """How many shares there are then."""
        return self.held.count

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > self.today:
            said = _("Choose {day} or an earlier day.")
            raise forms.ValidationError(said.format(day=date_format(self.today, "DATE_FORMAT")))
        return day

    def clean(self) -> dict[str, Any]:
        """Fewer than the kind of membership asks for is said before it is written."""
        found: dict[str, Any] = super().clean() or {}
        if not self.errors and self.after() < self.minimum and not found.get("anyway"):
            self.few = True
            self.fields["anyway"].widget = forms.CheckboxInput()
            said = _("That leaves {n}, fewer than the {least} that this membership asks for.")
            self.add_error("anyway", said.format(n=self.after(), least=self.minimum))
        return found


class SubscribeForm(ShareForm):
    count = forms.IntegerField(label=_("How many shares"), min_value=1, max_value=MOST)
    price = amount(_("Price of one share"), min_value=LEAST)
    paid = amount(_("Paid up already"), _("0 if nothing was paid yet."), min_value=0)

    def after(self) -> int:
        return self.held.count + int(self.cleaned_data["count"])

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        cost = (found.get("price") or 0) * (found.get("count") or 0)
        if "paid" in found and found["paid"] > cost > 0:
            self.add_error("paid", _("More than these shares cost."))
        return found


class PayUpForm(ShareForm):
    amount = amount(_("Paid"), min_value=LEAST)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minimum = 0  # paying changes nothing about how many there are
        said = _("{amount} of these shares is not paid up.")
        self.fields["amount"].help_text = said.format(amount=money(self.held.unpaid, self.currency))

    def clean_amount(self) -> Decimal:
        paid: Decimal = self.cleaned_data["amount"]
        if paid > self.held.unpaid:
            raise forms.ValidationError(_("More than is not paid up."))
        return paid


class LessForm(ShareForm):
    """Some of the shares that are held, at a price of which there are any."""

    count = forms.IntegerField(label=_("How many shares"), min_value=1, max_value=MOST)
    price = forms.TypedChoiceField(label=_("Price of one share"), coerce=Decimal)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lots = sorted(self.held.lots.items())
        choices = [
            (f"{price:.2f}", f"{count} · {money(price, self.currency)}") for price, count in lots
        ]
        self.fields["price"].choices = choices  # type: ignore[attr-defined]  # -- declared above
        if len(lots) == 1:
            self.fields["price"].widget = forms.HiddenInput()
            self.initial["price"] = choices[0][0]

    def after(self) -> int:
        return self.held.count - int(self.cleaned_data["count"])

    def clean(self) -> dict[str, Any]:
        there = self.held.lots.get(self.cleaned_data.get("price", Decimal()), 0)
        if "price" in self.cleaned_data and self.cleaned_data.get("count", 0) > there:
            self.add_error("count", _("There are {n} of them.").format(n=there))
        return super().clean()


class PayBackForm(LessForm):
    """At the exit, or before."""


class TransferForm(LessForm):
    to = forms.CharField(
        label=_("Member number of who takes them"),
        max_length=24,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter the number of a member.")},
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_to(self) -> Member:
        typed = self.cleaned_data["to"].strip()
        rows = Member.objects.filter(number__iexact=typed, anonymised_at=None, merged_into=None)
        found = rows.exclude(pk=self.member.pk).first()
        if found is None:
            raise forms.ValidationError(_("No other member has this number."))
        return found


class ReverseForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        error_messages={"required": _("Say in a few words why.")},
    )
